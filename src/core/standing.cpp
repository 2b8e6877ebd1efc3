#include "baton/core/standing.hpp"

#include "baton/core/enum_text.hpp"

namespace baton::core {

namespace {

constexpr EnumText<StandingKind, 14> kStandingKind{
    {"none", "working", "retry", "unknown", "approval", "task", "run", "slot", "event", "sleep",
     "gate", "paused", "failed", "cancelled"}};

}  // namespace

std::string_view to_text(StandingKind kind) { return kStandingKind.of(kind); }
std::optional<StandingKind> standing_kind(std::string_view text) {
  return kStandingKind.read(text);
}

bool Standing::stopped_by_action() const {
  return !connection.empty() && (kind == StandingKind::failed || kind == StandingKind::retry ||
                                 kind == StandingKind::unknown);
}

}  // namespace baton::core
