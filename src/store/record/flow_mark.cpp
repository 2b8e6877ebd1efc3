#include "store/record/flow_mark.hpp"

#include "baton/core/json.hpp"

namespace baton::store {

std::string flow_mark_text(const ports::FlowMark& mark) {
  return core::dump({{"day", mark.day}, {"changes", mark.changes}});
}

std::optional<ports::FlowMark> flow_mark_of(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto json = core::parse_json(text);
  if (!json) return std::nullopt;
  const auto* day = core::find(*json, "day");
  const auto* changes = core::find(*json, "changes");
  if (day == nullptr || changes == nullptr || !day->is_number_integer() ||
      !changes->is_number_integer())
    return std::nullopt;
  return ports::FlowMark{day->get<std::int64_t>(), changes->get<std::int64_t>()};
}

}  // namespace baton::store
