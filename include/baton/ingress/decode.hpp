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

// What each hook says about its events, beside the manifest that it shares with others.
struct DecodeOptions {
  std::string connection{};  // the events' source
  std::string id_header{};   // the field with the delivery id, when the manifest
                             // names none
  std::string body{};        // json: the body is that, whatever its Content-Type says
  // A request without any id is known again by its body's SHA-256; false: each counts as new.
  bool dedup_by_body = true;
  // A batch of CloudEvents is taken whole or not at all; false: what cannot be read of it is an
  // event CONNECTION.unreadable. The hook's scheme says which.
  bool whole_batches = false;
};

}  // namespace baton::ingress
