#pragma once

#include "baton/connectors/registry.hpp"
#include "baton/formats/field_reader.hpp"

#include <optional>
#include <string>
#include <string_view>

// References to values that stand elsewhere: `env:NAME`, `file:PATH`, and `secret:NAME` in the
// store of secrets. A reference with a question mark at its end (`env:NAME?`) may have no value.
// The same can be written as a mapping, `{env: NAME}`, `{file: PATH}` or `{secret: NAME}`, with
// `default: VALUE`, `optional: true` or, in headers and beside `env` or `file`, `secret: false`.
// `test:VALUE` is the value itself, which is accepted only where the environment has BATON_TEST=1.
namespace baton::connectors {

// What a reference comes to.
struct Resolved {
  // The value; empty if there is none.
  std::string value{};
  // Why there is no value: "HUBSPOT_TOKEN is not set". Empty: there is one.
  std::string missing{};
  // True if the reference may have no value.
  bool optional = false;
  // True if the value is the default that the file itself names.
  bool defaulted = false;
};

// True if a value is written as a reference.
bool is_reference(const core::Json& value);
// The path of the file that a reference names; empty if it names none.
std::string file_of_reference(const core::Json& value);
// The name of the stored secret that a reference names; empty if it names none.
std::string secret_of_reference(const core::Json& value);
// True if a value names a stored secret, at any depth.
bool names_stored_secret(const core::Json& value);
// Reports a stored secret in a place whose value people may see, as a finding.
void refuse_stored_secret(const formats::FieldReader& at, std::string_view key);
// Looks up a reference.
Resolved resolve_reference(const core::Json& value, const Environment& environment);

// Finds references in `value`, at any depth, to variables and stored secrets that nobody can set:
// env:MY-TOKEN, or a text that runs on because a quote is not closed. Each is a finding.
void check_references(const formats::YamlFile& file, const std::string& pointer,
                      const core::Json& value, core::Findings& findings);

// Reads a secret. It must be a reference to one line of at least Redaction::kSecretBytesMin
// characters; everything else is a finding. Returns nullopt if the key is absent.
std::optional<Resolved> secret_at(const formats::FieldReader& at, std::string_view key,
                                  const Environment& environment);
// Reads a key, which may have many lines, as PEM has. Besides, it is a secret as for secret_at().
std::optional<Resolved> key_at(const formats::FieldReader& at, std::string_view key,
                               const Environment& environment);
// Reads an account, such as a user name or a client id. It is no secret, but it must be a
// reference. Returns nullopt if the key is absent.
std::optional<Resolved> account_at(const formats::FieldReader& at, std::string_view key,
                                   const Environment& environment);
// Reads a text, which may be a reference. A number counts as a text, because YAML reads an id such
// as 1234 as a number.
Resolved text_at(const formats::FieldReader& at, std::string_view key,
                 const Environment& environment);

}  // namespace baton::connectors
