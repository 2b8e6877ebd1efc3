#pragma once

#include "baton/core/json.hpp"

#include <string>
#include <vector>

// The manifest of a connector that is being made. Pure.
namespace baton::app {

// What a manifest is made of.
struct ConnectorDraft {
  // The name of the connector.
  std::string name{};
  // The keys of the manifest besides `connector`.
  core::Json keys = core::Json::object();
  // For each operation for which one was found, an input that fits, {operation: input}.
  core::Json inputs = core::Json::object();
  // What a person has to look at, in words.
  std::vector<std::string> remarks{};
};

// A connector with one operation that reads something and one that makes something, to edit.
// `auth`: the kind of its authorization.
ConnectorDraft draft_of_nothing(const std::string& name, const std::string& base_url,
                                const std::string& auth);

// The keys of a manifest in the order in which people write them, as YAML.
std::string manifest_text(const ConnectorDraft& draft);

// The entry for connections.yaml.
std::string connection_text(const ConnectorDraft& draft);

}  // namespace baton::app
