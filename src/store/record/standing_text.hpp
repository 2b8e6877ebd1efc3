#pragma once

#include "baton/ports/rows.hpp"

#include <string>
#include <string_view>

namespace baton::store {

// Where a run stands, how its time was spent and when it is due, as compact JSON:
// RunRow::standing, split, spends_on, due, due_on_wall and late. Members that say nothing are left
// out.
std::string standing_text(const ports::RunRow& row);
// Reads that into the row. False: it is not such a text.
bool read_standing(std::string_view text, ports::RunRow& row);

}  // namespace baton::store
