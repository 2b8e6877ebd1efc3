#pragma once

#include "baton/connectors/registry.hpp"
#include "connectors/manifest.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace baton::connectors {

// One named connection as config/connections.yaml declares it, its references resolved. Immutable once loaded.
struct Connection {
  std::string name{};
  std::shared_ptr<const Manifest> manifest{};
  std::optional<Url> base{};
  Egress egress{};
  AuthSpec auth{};
  Secret username{};                        // basic; oauth2: client id
  Secret password{};                        // basic: password; bearer: token; header: key; oauth2: client secret
  Secret refresh_token{};                   // oauth2
  Secret header_lines{};                    // "Name: value\r\n" for auth that never changes and for the connection's own headers
  std::vector<std::string> header_names{};  // of these lines, and of the token's
  std::vector<Secret> secrets{};            // what may not come back in an answer
  std::vector<std::string> answer_headers{};  // lower case: what a run may read of an answer's headers; empty: all
  core::Json view = core::Json::object();     // {name, settings}: what expressions see
  LimitSpec limits{};
  std::shared_ptr<const Hook> hook{};
  Registry::State state{};

  // Why this operation cannot be performed for now, through our own configuration; empty: it can.
  std::string held(const std::string& operation) const;
};

// Reads the file; what is wrong in it goes to `findings`. References are looked up with `environment` and, for files, on disk.
std::map<std::string, Connection, std::less<>> read_connections(
    std::string_view yaml, const std::string& file_name, const std::map<std::string, std::shared_ptr<const Manifest>>& manifests,
    const Environment& environment, core::Findings& findings);

// The settings of one webhook section over the connector's defaults: everything but the secrets. `values` are plain text or
// lists; findings name the member.
core::Result<HookOptions> hook_options(const std::string& connection, const std::string& scheme, const core::Json& settings);

}  // namespace baton::connectors
