#pragma once

#include "baton/ports/rows.hpp"

#include <string>
#include <string_view>

namespace baton::store {

// Where a run stands and how its time was spent, as compact JSON: RunRow::standing, split and
// spends_on. Members that say nothing are left out.
std::string standing_text(const ports::RunRow& row);
// Reads that into the row. False: it is not such a text.
bool read_standing(std::string_view text, ports::RunRow& row);

}  // namespace baton::store
