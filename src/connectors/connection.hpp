#pragma once

#include "baton/connectors/registry.hpp"
#include "baton/formats/url.hpp"
#include "connectors/auth/auth.hpp"
#include "connectors/manifest.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace baton::connectors {

// The connectors that there are, by name.
struct Manifests {
  std::map<std::string, std::shared_ptr<const Manifest>> whole{};
  std::map<std::string, std::string>
      broken{};  // those whose file has mistakes: the first of them, with its place
};

// One named connection as config/connections.yaml declares it, its references resolved. Immutable
// once loaded.
struct Connection {
  std::string name{};
  std::shared_ptr<const Manifest> manifest{};
  std::optional<formats::Url> base{};
  formats::Egress egress{};
  Authorization auth{};
  core::Secret header_lines{};  // "Name: value\r\n" for each of the connection's own headers
  std::vector<std::string> header_names{};  // of these lines, and of the proof
  std::vector<core::Secret> secrets{};      // what may not come back in an answer
  std::vector<std::string>
      answer_headers{};  // lower case: what a run may read of an answer's headers; empty: all
  core::Json view = core::Json::object();  // {name, settings}: what expressions see
  LimitSpec limits{};
  std::shared_ptr<const ingress::Hook> hook{};
  Registry::State state{};
  std::map<std::string, std::string>
      unset{};  // the settings without a value, and why: {"customer", "it is not in the file"}
  core::Json view_if_set{};  // `view`, with something for each of these

  // Why this operation cannot be performed for now, through our own configuration; empty: it can.
  std::string held(const std::string& operation) const;
};

// config/connections.yaml. Each connection can be resolved again, because the files with secrets
// change.
class ConnectionsFile {
 public:
  // References are looked up with `environment` and, for files, on disk. nullopt: it is no YAML, as
  // the findings say.
  static std::optional<ConnectionsFile> read(std::string_view yaml, const std::string& file_name,
                                             Manifests manifests, Environment environment,
                                             core::Findings& findings);

  std::vector<std::string> names() const;
  // That the references of a connection name.
  std::vector<std::string> secret_files(const std::string& name) const;
  // How a connection is declared, here and in the manifest of its connector. While this stays the
  // same, the connection does, but for the values of its secrets.
  std::string declaration(const std::string& name) const;
  // What is wrong with it goes to `findings`, and holds it: its state says so as well.
  Connection connection(const std::string& name, core::Findings& findings) const;

  // After such a mistake in the file it is not clear what is meant, of more than the one connection
  // that it stands in.
  static bool leaves_unclear(const core::Finding& finding);

 private:
  ConnectionsFile(formats::YamlFile file, Manifests manifests, Environment environment);

  formats::YamlFile file_;
  Manifests manifests_;
  Environment environment_;
};

}  // namespace baton::connectors
