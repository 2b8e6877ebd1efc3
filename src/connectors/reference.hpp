#pragma once

#include "baton/connectors/registry.hpp"
#include "connectors/yaml.hpp"

#include <optional>
#include <string>
#include <string_view>

// A value that stands elsewhere: `env:NAME`, `file:PATH`, `test:VALUE` (the value itself, for tests and demos). With a question
// mark at its end (`env:NAME?`) it may be missing. The same as mappings: `{env: NAME}`, `{file: PATH}`, with `default: VALUE` or
// `optional: true`.
namespace baton::connectors {

struct Resolved {
  std::string value{};
  std::string missing{};  // why there is no value: "HUBSPOT_TOKEN is not set"; empty: there is one
  bool optional = false;
};

bool is_reference(const core::Json& value);
Resolved resolve_reference(const core::Json& value, const Environment& environment);

// A secret must be a reference: a literal is a finding. Absent: nullopt.
std::optional<Resolved> secret_at(const Members& at, std::string_view key, const Environment& environment);
// Anything else may be one. A number counts as text: YAML makes one of an id like 1234.
Resolved text_at(const Members& at, std::string_view key, const Environment& environment);
// true, false, or a reference to `1`, `true`, `0` or `false`; unset is false.
bool flag_at(const Members& at, std::string_view key, const Environment& environment);

}  // namespace baton::connectors
