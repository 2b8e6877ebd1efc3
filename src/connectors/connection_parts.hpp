#pragma once

#include "connectors/connection.hpp"
#include "connectors/reference.hpp"

#include <string>

// The parts of one connection in the file; each fills its own in. What is wrong goes to the
// findings, what is not set to Connection::state.
namespace baton::connectors {

// "connections.yaml:5:13: …", for where the folder is known.
std::string place_and_message(const core::Finding& finding);
// Collects why a connection, or its hook, is not in use. Each reason stands there once.
void add_reason(std::string& reasons, const std::string& reason);
// Adds that a value which must be there is missing.
void note(std::string& reasons, const Resolved& resolved);
core::Secret required_secret(const formats::FieldReader& at, std::string_view key,
                             const Environment& environment, std::string& reasons);
// The same of what is no secret and yet may not stand in the file: a user name, a client id.
core::Secret required_account(const formats::FieldReader& at, std::string_view key,
                              const Environment& environment, std::string& reasons);
// References may stand anywhere in it; what is missing is left out.
core::Json read_setting(const core::Json& value, std::string& reasons,
                        const Environment& environment);

// The whole. Its state lacks what follows from the findings.
Connection read_connection(const std::string& name, const formats::FieldReader& at,
                           const Manifests& manifests, const Environment& environment);
void read_auth(const formats::FieldReader& at, Connection& connection,
               const Environment& environment);
void read_headers(const formats::FieldReader& at, Connection& connection,
                  const Environment& environment);
void read_hook(const formats::FieldReader& at, Connection& connection,
               const Environment& environment);

}  // namespace baton::connectors
