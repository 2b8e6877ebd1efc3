#include "engine/definition_parts.hpp"

#include "baton/calendar/duration.hpp"

namespace baton::engine {

using core::Json;

Json json_of(const std::optional<core::Condition>& condition) {
  return condition ? Json(condition->text) : Json();
}

Json json_of(const std::optional<core::Span>& span) {
  return span ? Json(calendar::to_text(*span)) : Json();
}

Json json_of(const std::optional<core::Routing>& routing) {
  return routing ? Json{{"route", routing->route}, {"with", routing->with.value}} : Json();
}

std::string operation_of(const core::DoAction& action) {
  return action.connection + '.' + action.operation;
}

}  // namespace baton::engine
