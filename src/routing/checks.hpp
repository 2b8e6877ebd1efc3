#pragma once

#include "baton/core/finding.hpp"
#include "baton/formats/yaml_file.hpp"
#include "baton/routing/table.hpp"

namespace baton::routing {

// Finds rows that take nothing, rows that are never taken because of those before them, values that
// no row takes, and, where only one row may fit, rows that fit the same values. It is exact: it
// looks at all combinations of the pieces of Partition. A table for which that takes too long is a
// warning. `file`: where the table stands.
void check_rows(const Table& table, const formats::YamlFile& file, core::Findings& findings);

}  // namespace baton::routing
