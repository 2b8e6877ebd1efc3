#pragma once

#include "baton/runtime/feed.hpp"

#include <cstddef>
#include <deque>
#include <functional>

namespace baton::runtime {

// The newest records of a feed, within a limit of memory: what was read first goes first. A place
// in it is known by position alone, as both the sequence and the event grow from record to record.
class FeedRing {
 public:
  explicit FeedRing(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  bool begun() const { return begun_; }
  // Empty, and what comes behind `at` is what comes next.
  void begin(const Feed::Position& at);
  void clear();
  // What comes behind head().
  void append(Feed::Slice slice);
  // The position behind all that has come.
  const Feed::Position& head() const { return head_; }

  // Whether nothing behind `at` is missing.
  bool reaches(const Feed::Position& at) const;
  // As Feed::Follower::tell().
  bool tell(Feed::Position& at, const std::function<bool(const Feed::Record&)>& take) const;

 private:
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  bool begun_ = false;
  Feed::Position tail_{};  // before the oldest record
  Feed::Position head_{};
  std::deque<Feed::Record> records_;
};

}  // namespace baton::runtime
