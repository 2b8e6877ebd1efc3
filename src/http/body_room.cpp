#include "http/body_room.hpp"

namespace baton::http {

bool BodyRoom::fits(Kind kind, std::size_t more) const {
  return held() + more <= bytes_max_ && of(kind).bytes + more <= bytes_max_ - bytes_max_ / 4;
}

// Of those that began in an earlier second: bodies that came together do not push each other out.
bool BodyRoom::free_oldest(Kind kind, std::int64_t before_s) {
  const auto& arriving = of(kind).arriving;
  if (arriving.empty() || arriving.begin()->first >= before_s) return false;
  Holder& holder = *arriving.begin()->second;
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
  of(kind).bytes += bytes - before;
  of(kind).arriving.emplace(began_s, &holder);
  parts_.insert_or_assign(&holder, Part{kind, began_s, bytes});
  return true;
}

void BodyRoom::arrived(Holder& holder) {
  const auto found = parts_.find(&holder);
  if (found != parts_.end()) of(found->second.kind).arriving.erase({found->second.began_s, &holder});
}

void BodyRoom::give_back(Holder& holder) {
  const auto found = parts_.find(&holder);
  if (found == parts_.end()) return;
  arrived(holder);
  of(found->second.kind).bytes -= found->second.bytes;
  parts_.erase(found);
}

}  // namespace baton::http
