#pragma once

#include "baton/core/finding.hpp"
#include "baton/detectors/definitions.hpp"
#include "baton/formats/yaml_file.hpp"

#include <optional>

namespace baton::detectors {

// Reads the detector that a file describes, which may watch one of `kpis`. nullopt if it holds an
// error; what is wrong is added to `findings`.
std::optional<Definition> read_detector(const formats::YamlFile& file,
                                        const kpis::Definitions& kpis, core::Findings& findings);

}  // namespace baton::detectors
