#include "engine/evolution.hpp"

#include <utility>

// What comes back from people while a run goes on, and joins the packet that its next hand-offs
// carry.
namespace baton::engine {

void Evolution::join(const context::Said& said) {
  auto& packet = run_.view_["context"];
  if (!packet.is_object()) return;
  run_.size_ -= core::size_of(packet);
  context::join(packet, said);
  run_.size_ += core::size_of(packet);
}

void Evolution::join(const core::StepRef& step, const core::Actor& by, std::string_view what,
                     const std::string& text) {
  auto about = step.text();
  if (!what.empty()) about += ", " + std::string(what);
  join({at_, by.text(), std::move(about), text, {}});
}

void Evolution::join_taken(const core::Json& output) {
  for (const auto& member : output) {
    if (!member.is_object()) continue;
    if (const auto said = context::said_in(member)) join(*said);
  }
}

}  // namespace baton::engine
