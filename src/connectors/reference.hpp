#pragma once

#include "baton/connectors/registry.hpp"
#include "baton/formats/field_reader.hpp"

#include <optional>
#include <string>
#include <string_view>

// A value that stands elsewhere: `env:NAME`, `file:PATH`. With a question mark at its end
// (`env:NAME?`) it may be missing. The same as mappings: `{env: NAME}`, `{file: PATH}`, with
// `default: VALUE`, `optional: true` or, in headers, `secret: false`. `test:VALUE` is the value
// itself; it is taken only where the environment says BATON_TEST=1.
namespace baton::connectors {

struct Resolved {
  std::string value{};
  std::string missing{};  // why there is no value: "HUBSPOT_TOKEN is not set"; empty: there is one
  bool optional = false;
  bool defaulted = false;  // it is the default that the file itself names
};

bool is_reference(const core::Json& value);
// The file that a reference names; empty: none.
std::string file_of_reference(const core::Json& value);
Resolved resolve_reference(const core::Json& value, const Environment& environment);

// References in `value`, wherever they stand, to variables that nobody can set: env:MY-TOKEN, or a
// text that a forgotten quote has made of all that follows.
void check_references(const formats::YamlFile& file, const std::string& pointer,
                      const core::Json& value, core::Findings& findings);

// A secret must be a reference to at least Redaction::kSecretBytesMin characters in one line: all
// else is a finding. Absent: nullopt.
std::optional<Resolved> secret_at(const formats::FieldReader& at, std::string_view key,
                                  const Environment& environment);
// What is not secret in itself and yet must not stand in the file: a user name, a client id.
std::optional<Resolved> account_at(const formats::FieldReader& at, std::string_view key,
                                   const Environment& environment);
// Anything else may be one. A number counts as text: YAML makes one of an id like 1234.
Resolved text_at(const formats::FieldReader& at, std::string_view key,
                 const Environment& environment);

}  // namespace baton::connectors
