#pragma once

#include "connectors/connection.hpp"
#include "connectors/reference.hpp"

#include <string>

// Readers of the parts of one connection. Each fills in its part. A mistake becomes a finding; a
// value that is not set becomes a reason in Connection::state.
namespace baton::connectors {

// A finding as "connections.yaml:5:13: …", without the folder of the file.
std::string place_and_message(const core::Finding& finding);
// Adds a reason why a connection or its webhook is not in use, unless it is there already.
void add_reason(std::string& reasons, const std::string& reason);
// Adds the reason why a value is missing, unless it has a value or may be missing.
void note(std::string& reasons, const Resolved& resolved);
// Reads a secret that must be there. Empty if it is missing.
core::Secret required_secret(const formats::FieldReader& at, std::string_view key,
                             const Environment& environment, std::string& reasons);
// Reads a key that must be there, which may have many lines. Empty if it is missing.
core::Secret required_key(const formats::FieldReader& at, std::string_view key,
                          const Environment& environment, std::string& reasons);
// Reads an account that must be there, such as a user name or a client id. It is no secret, but it
// may not stand in the file. Empty if it is missing.
core::Secret required_account(const formats::FieldReader& at, std::string_view key,
                              const Environment& environment, std::string& reasons);
// Reads a setting. References may stand anywhere in it; one that has no value is left out.
core::Json read_setting(const core::Json& value, std::string& reasons,
                        const Environment& environment);

// Reads a whole connection. Its state does not say yet what follows from the findings.
Connection read_connection(const std::string& name, const formats::FieldReader& at,
                           const Manifests& manifests, const Environment& environment);
// Reads the section `auth`.
void read_auth(const formats::FieldReader& at, Connection& connection,
               const Environment& environment);
// Reads the section `headers`.
void read_headers(const formats::FieldReader& at, Connection& connection,
                  const Environment& environment);
// Reads the sections `caps` and `prices`.
void read_usage_terms(const formats::FieldReader& at, Connection& connection);
// Reads the section `webhook`.
void read_hook(const formats::FieldReader& at, Connection& connection,
               const Environment& environment);

}  // namespace baton::connectors
