#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/formats/yaml_file.hpp"

#include <memory>
#include <string>

namespace baton::ingress {

// How a vendor's payloads become events: what stands under `decode` in a connector's manifest, with
// its expressions compiled. Immutable; any thread.
class Decoder;

// Compiles the list under `decode`, which stands at `pointer` in `file`. Null when something is
// wrong with it, which is then among the findings, with its place.
std::shared_ptr<const Decoder> compile_decoder(const formats::YamlFile& file,
                                               const std::string& pointer, const core::Json& value,
                                               core::Findings& findings);

}  // namespace baton::ingress
