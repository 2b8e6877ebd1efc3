#pragma once

#include "baton/core/finding.hpp"
#include "baton/formats/yaml_file.hpp"
#include "baton/routing/table.hpp"

#include <optional>

namespace baton::routing {

// Reads the table that a file holds. nullopt if it holds an error; what is wrong is added to
// `findings`. The rows are not compared with one another.
std::optional<Table> read_table(const formats::YamlFile& file, core::Findings& findings);

}  // namespace baton::routing
