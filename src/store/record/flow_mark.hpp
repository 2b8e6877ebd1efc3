#pragma once

#include "baton/ports/flow.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace baton::store {

// The setting that holds the mark of the figures. A store without one has not written any since
// marks are kept.
inline constexpr std::string_view kFlowMarkSetting = "flow/mark";

// The mark as compact JSON: {"changes", "day"}.
std::string flow_mark_text(const ports::FlowMark& mark);
// Reads such a text. Nullopt: it is not such a text.
std::optional<ports::FlowMark> flow_mark_of(std::string_view text);

}  // namespace baton::store
