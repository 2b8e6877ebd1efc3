#include "http/body_room.hpp"

#include <algorithm>

namespace baton::http {

bool BodyRoom::fits(Kind kind, std::size_t more) const {
  const std::size_t own = held_[static_cast<std::size_t>(kind)];
  return held() + more <= bytes_max_ && own + more <= bytes_max_ - bytes_max_ / 4;
}

// Of those that began in an earlier second: bodies that came together do not push each other out.
bool BodyRoom::free_oldest(Kind kind, std::int64_t before_s) {
  auto oldest = parts_.end();
  for (auto part = parts_.begin(); part != parts_.end(); ++part) {
    if (part->second.kind != kind || part->second.began_s >= before_s) continue;
    if (oldest == parts_.end() || part->second.began_s < oldest->second.began_s) oldest = part;
  }
  if (oldest == parts_.end()) return false;
  Holder& holder = *oldest->first;
  give_back(holder);
  holder.give_way();
  return true;
}

bool BodyRoom::take(Holder& holder, Kind kind, std::int64_t began_s, std::size_t bytes) {
  const auto found = parts_.find(&holder);
  const std::size_t before = found == parts_.end() ? 0 : found->second.bytes;
  if (bytes <= before) return true;
  while (!fits(kind, bytes - before))
    if (!free_oldest(kind, began_s)) return false;
  held(kind) += bytes - before;
  parts_.insert_or_assign(&holder, Part{kind, began_s, bytes});
  return true;
}

void BodyRoom::arrived(Holder& holder) {
  const auto found = parts_.find(&holder);
  if (found != parts_.end()) found->second.began_s = std::numeric_limits<std::int64_t>::max();
}

void BodyRoom::give_back(Holder& holder) {
  const auto found = parts_.find(&holder);
  if (found == parts_.end()) return;
  held(found->second.kind) -= found->second.bytes;
  parts_.erase(found);
}

}  // namespace baton::http
