#include "baton/core/alarm.hpp"

#include "baton/core/enum_text.hpp"

namespace baton::core {
namespace {

constexpr EnumText<AlarmKind, 10> kAlarmKind{{"step", "gate_again", "gate_closes", "schedule",
                                              "burst", "fact", "sla", "run", "window", "poll"}};

}  // namespace

std::string_view to_text(AlarmKind kind) { return kAlarmKind.of(kind); }
std::optional<AlarmKind> alarm_kind(std::string_view text) { return kAlarmKind.read(text); }

}  // namespace baton::core
