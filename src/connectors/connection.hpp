#pragma once

#include "baton/connectors/registry.hpp"
#include "baton/connectors/usage.hpp"
#include "baton/formats/url.hpp"
#include "connectors/auth/auth.hpp"
#include "connectors/manifest.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace baton::connectors {

// All connectors by name.
struct Manifests {
  // The connectors whose manifest has no mistake.
  std::map<std::string, std::shared_ptr<const Manifest>> whole{};
  // The first mistake, with its place, of each connector whose manifest has some.
  std::map<std::string, std::string> broken{};
};

// How a connection makes one of the polls of its connector.
struct PollSettings {
  // The time between two rounds.
  core::Duration every{};
  // Where the first round begins, as first_since() reads it.
  std::string since{};
  // Further members of the input of its operation; null: none.
  ingress::DocumentPtr with{};
};

// One connection of config/connections.yaml, with its references resolved. It never changes once it
// is read.
struct Connection {
  // The name of the connection.
  std::string name{};
  // The manifest of its connector; null if that has mistakes or does not exist.
  std::shared_ptr<const Manifest> manifest{};
  // The base URL of its requests; nullopt if it has none.
  std::optional<formats::Url> base{};
  // Where it may go beyond public addresses over TLS.
  formats::Egress egress{};
  // How it proves who it is.
  Authorization auth{};
  // "Name: value\r\n" for each of its own header fields.
  core::Secret header_lines{};
  // The names of these header fields and of the field that carries the proof.
  std::vector<std::string> header_names{};
  // The secrets that may not come back in an answer.
  std::vector<core::Secret> secrets{};
  // The secrets that must not come back in an answer of another connection either: those of `auth`,
  // and those of headers whose names say so (names_a_credential()).
  std::vector<core::Secret> credentials{};
  // The secrets of its webhook. They must not come back in an answer of another connection either.
  std::vector<core::Secret> hook_secrets{};
  // The header fields of an answer that a run may read, in lower case. Empty: all of them.
  std::vector<std::string> answer_headers{};
  // {name, settings}: the value of the name `connection` in expressions.
  core::Json view = core::Json::object();
  // The limits of its requests.
  LimitSpec limits{};
  // What its calls may use, and what that costs, where they cost by use.
  UsageTerms usage{};
  // The people here by the ids that the vendor gives them.
  std::map<std::string, std::string, std::less<>> people{};
  // The polls that it makes, by name.
  std::map<std::string, PollSettings> polls{};
  // Its webhook; null if it has none that works.
  std::shared_ptr<const ingress::Hook> hook{};
  // Its state for people.
  Registry::State state{};
  // The settings that have no value, each with the reason: {"customer", "it is not in the file"}.
  std::map<std::string, std::string> unset{};
  // `view` with some value for each setting of `unset`.
  core::Json view_if_set{};

  // Why our own configuration does not allow this operation for now. Empty: it can be performed.
  std::string held(const std::string& operation) const;
};

// The file config/connections.yaml. A connection can be read from it again and again, because files
// with secrets change.
class ConnectionsFile {
 public:
  // Reads the file. References are looked up with `environment` and, for files, on disk. Returns
  // nullopt if the text is no YAML, which is then a finding.
  static std::optional<ConnectionsFile> read(std::string_view yaml, const std::string& file_name,
                                             Manifests manifests, Environment environment,
                                             core::Findings& findings);

  // The names of all connections, sorted.
  std::vector<std::string> names() const;
  // The paths of the files that the references of a connection name.
  std::vector<std::string> secret_files(const std::string& name) const;
  // The names of the secrets in the store that the references of a connection name.
  std::vector<std::string> stored_secrets(const std::string& name) const;
  // The text of a connection and the digest of the manifest of its connector. While this stays the
  // same, the connection stays the same, except for the values of its secrets.
  std::string declaration(const std::string& name) const;
  // Reads one connection. A mistake is a finding, and it makes the connection inactive, which its
  // state says.
  Connection connection(const std::string& name, core::Findings& findings) const;

  // True for a mistake after which it is unclear what is meant by other connections of the file as
  // well.
  static bool leaves_unclear(const core::Finding& finding);

 private:
  ConnectionsFile(formats::YamlFile file, Manifests manifests, Environment environment);

  formats::YamlFile file_;
  Manifests manifests_;
  Environment environment_;
};

}  // namespace baton::connectors
