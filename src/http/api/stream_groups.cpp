#include "http/api/stream_groups.hpp"

#include <utility>

namespace baton::http {
namespace {

// For how long the text that one follower was told is told to the others of its group. That is less
// than the time until the group is told again.
constexpr std::chrono::milliseconds kFresh = StreamGroups::kEvery / 2;
// A text that is longer is not kept for the others: only a follower who is far behind is told so
// much.
constexpr std::size_t kKeptBytesMax = 262'144;

}  // namespace

StreamGroups::Moment StreamGroups::next_moment(std::size_t group, Moment now) {
  const Moment::duration every = kEvery;
  const Moment::duration shift = every / kGroups * static_cast<int>(group);
  const auto since = (now.time_since_epoch() - shift) % every;
  return now + every - since;
}

const Told* StreamGroups::told(std::size_t group, const FeedPosition& from, Moment now) const {
  const Told& last = last_.at(group);
  return last.text && last.from == from && now - last.when < kFresh ? &last : nullptr;
}

void StreamGroups::keep(std::size_t group, Told told) {
  if (!told.text->empty() && told.text->size() <= kKeptBytesMax) last_.at(group) = std::move(told);
}

}  // namespace baton::http
