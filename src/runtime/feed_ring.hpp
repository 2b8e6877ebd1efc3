#pragma once

#include "baton/runtime/feed.hpp"

#include <cstddef>
#include <deque>
#include <functional>

namespace baton::runtime {

// The newest records of a feed, within a limit of memory; the oldest are dropped first. Both the
// sequence and the event of Feed::Position only grow from record to record, so a position alone
// says which records come behind it.
class FeedRing {
 public:
  explicit FeedRing(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // True between begin() and clear().
  bool begun() const { return begun_; }
  // Empties the ring; the next record to be appended is the first one behind `at`.
  void begin(const Feed::Position& at);
  // Empties the ring.
  void clear();
  // Appends the records that come directly behind head().
  void append(Feed::Slice slice);
  // The position behind all records that were appended.
  const Feed::Position& head() const { return head_; }

  // True when no record behind `at` is missing.
  bool reaches(const Feed::Position& at) const;
  // As Feed::Follower::tell().
  bool tell(Feed::Position& at, const std::function<bool(const Feed::Record&)>& take) const;

 private:
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  bool begun_ = false;
  Feed::Position tail_{};  // the position before the oldest record
  Feed::Position head_{};
  std::deque<Feed::Record> records_;
};

}  // namespace baton::runtime
