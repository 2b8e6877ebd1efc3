#pragma once

#include "baton/ports/rows.hpp"

#include <string>
#include <string_view>

namespace baton::store {

// RunRow::standing, split, spends_on, due, due_on_wall and late as compact JSON: what people should
// know first of a run, how its time was spent, and when it is due. Members that say nothing are
// left out.
std::string standing_text(const ports::RunRow& row);
// Reads such a text into the members of the row. False: it is not such a text.
bool read_standing(std::string_view text, ports::RunRow& row);

}  // namespace baton::store
