#pragma once

#include "http/api/follow.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace baton::http {

// Records that followers of the live stream were sent together.
struct Told {
  using Moment = std::chrono::steady_clock::time_point;

  FeedPosition from{};
  FeedPosition to{};
  bool more = false;  // true when more could be told at once
  Moment when{};
  std::shared_ptr<const std::string> text{};  // as server-sent events
};

// The followers of the live stream, in groups that are sent records at different moments. A
// follower who was sent something gets the next records a tenth of a second later, so that each
// costs ten writes a second at most, however much happens. The followers of a group are mostly at
// the same position, so the text is made for the first of them and kept for the others. Used on one
// thread.
class StreamGroups {
 public:
  using Moment = Told::Moment;
  // For how long records are gathered before they are sent.
  static constexpr std::chrono::milliseconds kEvery{100};
  // All followers are divided into this many groups, so that other requests are served between the
  // groups.
  static constexpr std::size_t kGroups = 10;

  // The group of the next follower: each group in turn.
  std::size_t next_group() { return next_++ % kGroups; }
  // The first of the moments of a group behind `now`.
  static Moment next_moment(std::size_t group, Moment now);

  // What another follower of the group was told from this position a moment ago; nullptr if none
  // was. Valid until the next keep().
  const Told* told(std::size_t group, const FeedPosition& from, Moment now) const;
  // Keeps what a follower was told for the others of its group.
  void keep(std::size_t group, Told told);

 private:
  std::size_t next_ = 0;
  std::array<Told, kGroups> last_{};
};

}  // namespace baton::http
