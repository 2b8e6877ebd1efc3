#pragma once

#include "baton/core/finding.hpp"
#include "baton/facts/definitions.hpp"
#include "baton/formats/yaml_file.hpp"

#include <optional>

namespace baton::facts {

// Reads the fact that a file describes. nullopt if it holds an error; what is wrong is added to
// `findings`.
std::optional<Definition> read_definition(const formats::YamlFile& file, core::Findings& findings);

}  // namespace baton::facts
