#pragma once

#include "baton/connectors/http_client.hpp"
#include "baton/core/finding.hpp"
#include "baton/ingress/webhook.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/connector.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// How the outside looks up an environment variable; nullopt when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// Every named connection: what it can do (from its connector's manifest) and how to reach it. What
// is in the way of one holds that one. Its secret files are read again when they change, which is
// looked for when it is used, every few seconds at most. operations() and names() may be called
// from any thread; all else belongs to the one thread of perform()'s executor.
class Registry final : public ports::Connectors {
 public:
  // What the program brings along, for what is not on disk.
  struct Shipped {
    // A manifest and the name of its file, which findings give.
    struct Manifest {
      std::string file;
      std::string yaml;
    };
    // The connectors that are known without a file. One in the folder of manifests takes the place
    // of that of the same name.
    std::vector<Manifest> manifests{};
    // The text of the connections file, for when there is none. Empty: then there are no
    // connections.
    std::string connections{};
  };

  // How actions are performed, of whichever connection.
  struct Options {
    HttpClient::Options http{};
    std::chrono::milliseconds timeout{30'000};  // of an action that does not state one
    // A wait for the connection's own rate limit that is longer than this is handed back as
    // `throttled`.
    std::chrono::milliseconds pace_wait_max{5'000};
    Shipped shipped{};
  };

  // What a connection is, and whether it is in use, for people.
  struct State {
    std::string connector{};
    std::string title{};
    bool acts = false;          // the connector has operations; else it only listens
    bool active = false;        // actions can be performed
    std::string reason{};       // why not, though it acts: "HUBSPOT_TOKEN is not set"
    bool listening = false;     // there is a hook
    std::string hook_reason{};  // why not; empty when none is configured
    // One of the reasons is a mistake in its files, or a secret file that cannot be read.
    bool faulty = false;
    std::string scheme{};    // of the hook; "none" means unverified
    std::string base_url{};  // where its actions go; empty: each says where
  };

  // One thing that a test of a connection looked at.
  struct Check {
    enum class Result { succeeded, failed, unknown };  // unknown: looking cannot tell
    // "configuration", "token", "name", "allowed", "tcp", "tls", "answer" or "sign_in".
    std::string what{};
    Result result = Result::succeeded;
    std::string text{};  // for people; no secrets
    std::chrono::milliseconds took{};
  };

  // What load() came to.
  struct Loaded {
    std::unique_ptr<Registry> registry{};  // null when it is not clear what is meant
    core::Findings findings{};
  };
  // Reads every *.yaml of `manifests`, then `connections` (when one is not there, what
  // Options::shipped says stands for it). What is wrong in them is a finding with file, line and
  // column, all of them at once. A mistake in the value of a connection, or in the manifest of its
  // connector, makes that connection inactive, as an unset variable does. A connections file that
  // is no YAML, unknown keys and doubled names leave unclear what is meant: then there is no
  // registry.
  static Loaded load(const std::filesystem::path& manifests,
                     const std::filesystem::path& connections, const Environment& environment,
                     const ports::Clock& clock, Options options);
  static Loaded load(const std::filesystem::path& manifests,
                     const std::filesystem::path& connections, const Environment& environment,
                     const ports::Clock& clock);
  ~Registry() override;

  // As ports::Connectors says. The action goes on with the connection as it was when it began.
  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) override;
  core::Operations operations() const override;
  std::string held(std::string_view connection, std::string_view operation) const override;
  std::size_t concurrency(std::string_view connection) const override;

  // Tries a connection without acting over it: its configuration, a token where it fetches one, and
  // a GET of its base URL. Ends at the first check that fails. Empty: there is no such connection.
  // On the executor of perform().
  boost::asio::awaitable<std::vector<Check>> test(std::string connection) const;

  // This process listens at this port: no action goes there. Before the first perform().
  void never(std::uint16_t own_port);

  // Reads the manifests and the connections again, from where load() read them. When it is clear
  // what is meant, it is in use from now on, and the result is true: a connection that is declared
  // as before keeps its pace, its sessions and its secrets, and actions under way go on with the
  // connection that they began with. When it is not clear, nothing changes. What is wrong is added
  // to `findings` in both cases. On the executor of perform().
  bool reload(core::Findings& findings);

  // Lets go of the executor of perform(): closes what is idle. Call it before the executor's
  // context goes, once no action is in flight.
  void stop();

  // The inbound side of a connection; nullptr when there is none. Once there is one, there is one
  // until a reload() takes it away. It stays as it is for whoever holds it, while later callers may
  // get one with newer secrets.
  std::shared_ptr<const ingress::Hook> hook(std::string_view connection) const;
  std::vector<std::string> names() const;  // sorted
  // nullopt: there is no such connection.
  std::optional<State> state(std::string_view connection) const;

  struct Impl;
  explicit Registry(std::unique_ptr<Impl> impl);

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace baton::connectors
