#include "http/server/body_room.hpp"

#include "http/server/counted_address.hpp"

#include <algorithm>

namespace baton::http {

bool BodyRoom::fits(Kind kind, std::size_t more) const {
  return held() + more <= bytes_max_ && of(kind).bytes + more <= bytes_max_ - bytes_max_ / 4;
}

bool BodyRoom::free_one(const Sender& sender, std::size_t more) {
  auto& arriving = of(sender.kind).arriving;
  const auto most = std::max_element(
      arriving.begin(), arriving.end(),
      [](const auto& a, const auto& b) { return a.second.bytes < b.second.bytes; });
  if (most == arriving.end()) return false;
  const auto own = arriving.find(counted_address(sender.peer));
  const bool much_larger =
      most->second.bytes > (own == arriving.end() ? 0 : own->second.bytes) + more;
  const auto& [began_s, holder] = *most->second.bodies.begin();
  if (!much_larger && began_s >= sender.began_s) return false;
  Holder& gives_way = *holder;
  give_back(gives_way);
  gives_way.give_way();
  return true;
}

bool BodyRoom::take(Holder& holder, const Sender& sender, std::size_t bytes) {
  auto found = parts_.find(&holder);
  const std::size_t before = found == parts_.end() ? 0 : found->second.bytes;
  if (bytes <= before) return true;
  const std::size_t more = bytes - before;
  while (!fits(sender.kind, more)) {
    if (!free_one(sender, more)) return false;
    if (before > 0 && !parts_.contains(&holder)) return false;  // it gave way itself
  }
  of(sender.kind).bytes += more;
  auto& arriving = of(sender.kind).arriving[counted_address(sender.peer)];
  arriving.bytes += more;
  arriving.bodies.emplace(sender.began_s, &holder);
  parts_.insert_or_assign(&holder, Part{sender, bytes});
  return true;
}

void BodyRoom::arrived(Holder& holder) {
  const auto found = parts_.find(&holder);
  if (found == parts_.end()) return;
  const auto& [sender, bytes] = found->second;
  auto& arriving = of(sender.kind).arriving;
  const auto peer = arriving.find(counted_address(sender.peer));
  if (peer == arriving.end() || peer->second.bodies.erase({sender.began_s, &holder}) == 0) return;
  peer->second.bytes -= bytes;
  if (peer->second.bodies.empty()) arriving.erase(peer);
}

void BodyRoom::give_back(Holder& holder) {
  const auto found = parts_.find(&holder);
  if (found == parts_.end()) return;
  arrived(holder);
  of(found->second.sender.kind).bytes -= found->second.bytes;
  parts_.erase(found);
}

}  // namespace baton::http
