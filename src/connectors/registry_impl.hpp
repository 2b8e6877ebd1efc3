#pragma once

#include "baton/connectors/registry.hpp"
#include "connectors/auth/login.hpp"
#include "connectors/plugin/host.hpp"
#include "connectors/secret_files.hpp"
#include "connectors/snapshot.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::connectors {

// How many conversations are held at once, and how many of them with one server. A message takes a
// second or less, and mail servers slow down whoever comes over many connections.
inline constexpr Permits::Limits kMailPermits{.all = 8, .of_one_server = 4};
// Servers of files count the connections of an account, and often allow ten.
inline constexpr Permits::Limits kFilePermits{.all = 8, .of_one_server = 2};

// What is behind a registry. registry.cpp has the connections, registry_connectors.cpp the files of
// connectors.
struct Registry::Impl {
  // What programs answered when they were asked to describe themselves, by identity_of_program().
  using DescriptionsAsked = std::map<std::string, core::Result<core::Json>>;
  // The secret files of each connection.
  using Watched = std::map<std::string, SecretFiles, std::less<>>;

  Impl(std::filesystem::path the_manifests, std::filesystem::path the_connections,
       Environment the_environment, const ports::Clock& the_clock, Options the_options)
      : manifests(std::move(the_manifests)),
        connections(std::move(the_connections)),
        environment(std::move(the_environment)),
        clock(the_clock),
        options(std::move(the_options)),
        http(options.http),
        mail(kMailPermits, options.http),
        logins(http, clock, options.timeout, options.secrets),
        plugins(options.plugins),
        sftp(kFilePermits, options.http) {
    environment.secrets = options.secrets;
  }

  // The connections in use.
  std::shared_ptr<const Snapshot> current() const {
    const std::scoped_lock lock(swapping);
    return snapshot;
  }
  // The connections in use, after this one was read again if its secret files have changed. Call it
  // on the executor of perform().
  std::shared_ptr<const Snapshot> fresh(std::string_view connection);
  // Puts other connections into use. An action that is under way keeps those that it began with.
  void swap(std::shared_ptr<Snapshot> next) {
    next->learn_credentials();
    std::shared_ptr<const Snapshot> learned = std::move(next);
    const std::scoped_lock lock(swapping);
    snapshot.swap(learned);
  }
  // The connectors that the files declare now, and a note of what these files are.
  Manifests read_connectors(core::Findings& findings);
  // What the files of connectors are now.
  std::string identity_now() const;
  // The programs that are new or have changed since they described themselves, by
  // identity_of_program().
  std::map<std::string, Program> to_describe(const Manifests& manifests) const;
  // The description of the program with this identity: from `asked`, or the one that is known.
  core::Result<core::Json> description_of(const std::string& key,
                                          const DescriptionsAsked& asked) const;
  // Gives the connectors that are programs their operations. One whose program does not describe
  // itself becomes a broken one.
  void add_operations(Manifests& manifests, const DescriptionsAsked& asked,
                      core::Findings& findings);
  // Puts the connector that is in use in the place of one that is broken now and was not before.
  // Returns what is wrong with each of these, by the name of the connector.
  std::map<std::string, std::string, std::less<>> keep_whole(Manifests& manifests) const;
  // Reads the files and puts into use what they declare. Returns false, and changes nothing, if it
  // is unclear what is meant.
  bool read(core::Findings& findings);
  // Puts these connectors into use, and the connections that `text` declares. Returns what read()
  // returns. `of_connectors` are the findings of the files of connectors, and `own` those of
  // reading the text; both are added to `findings`.
  bool use(Manifests manifests, std::optional<std::string> text,
           const core::Findings& of_connectors, core::Findings own, core::Findings& findings);
  // The text of the connections file, or the text that is shipped in its place; nullopt if there is
  // neither.
  std::optional<std::string> connections_text(core::Findings& findings) const;
  // The entry of a connection: the one that is in use if the connection is declared as before.
  std::shared_ptr<const Entry> read_entry(const ConnectionsFile& from, const std::string& name,
                                          Watched& watched, core::Findings& findings);
  // The entry of a connection whose secret files have changed.
  std::shared_ptr<const Entry> read_again(const Entry& before);
  // The entry of a connection of which a secret in the store has changed.
  std::shared_ptr<const Entry> with_other_secrets(const Entry& before);
  // The names of the secrets in the store that a connection refers to.
  std::vector<std::string> stored_secrets(const std::string& name) const {
    return file ? file->stored_secrets(name) : std::vector<std::string>();
  }

  const std::filesystem::path manifests;
  const std::filesystem::path connections;
  Environment environment;
  const ports::Clock& clock;
  Options options;
  HttpClient http;
  CurlThreads mail;
  Logins logins;
  PluginHost plugins;
  CurlThreads sftp;
  std::optional<ConnectionsFile> file{};
  std::optional<std::string> text{};  // the text of the connections file that is in use
  Manifests known{};                  // the connectors in use
  // The manifests of all programs that the files name, also of those that are refused.
  std::vector<std::shared_ptr<const Manifest>> programs{};
  std::map<std::string, core::Json> descriptions{};  // by identity_of_program()
  std::string identity{};   // identity_now() when the files of connectors were read
  std::string last_look{};  // identity_now() at the last call of connectors_changed()
  Watched secret_files{};
  mutable std::mutex swapping{};
  std::shared_ptr<const Snapshot> snapshot = std::make_shared<const Snapshot>();
};

}  // namespace baton::connectors
