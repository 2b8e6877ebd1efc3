#pragma once

#include "baton/connectors/http_client.hpp"
#include "baton/connectors/plugin_options.hpp"
#include "baton/connectors/usage.hpp"
#include "baton/core/actor.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/result.hpp"
#include "baton/ingress/webhook.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/connector.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton::connectors {

class SecretStore;
class UsageLedger;

// Where references of the files are looked up.
struct Environment {
  // Looks up an environment variable. It returns nullopt if the variable is not set.
  using Variables = std::function<std::optional<std::string>(const std::string& name)>;

  // With these variables and no secrets.
  template <class LookUp>
  requires std::is_constructible_v<Variables, LookUp> Environment(LookUp look_up)
      : variables(std::move(look_up)) {}  // NOLINT: lambdas are passed as one

  // The value of a variable; nullopt if it is not set.
  std::optional<std::string> operator()(const std::string& name) const { return variables(name); }

  // Looks up variables.
  Variables variables;
  // Where secrets by name are found; null: there are none.
  const SecretStore* secrets = nullptr;
};

// Every connection of config/connections.yaml by name: what it can do (which the manifest of its
// connector says) and how it is reached. A mistake in one connection makes only that connection
// inactive.
//
// Files with secrets are read again when they have changed. The registry looks for that when a
// connection is used, at most every two seconds.
//
// operations(), active() and names() may be called from any thread. Everything else is called on
// the one thread of the executor that runs perform().
class Registry final : public ports::Connectors {
 public:
  // What the program brings along for files that do not exist.
  struct Shipped {
    // One manifest.
    struct Manifest {
      // The name of its file, which findings give.
      std::string file;
      // Its text.
      std::string yaml;
    };
    // The connectors that are known without a file. A file in the folder of manifests takes the
    // place of the shipped manifest of the same name.
    std::vector<Manifest> manifests{};
    // The text that is read if there is no connections file. Empty: there are no connections then.
    std::string connections{};
  };

  // How actions are performed, for every connection.
  struct Options {
    // The limits of the HTTP client that all connections share.
    HttpClient::Options http{};
    // The timeout of an action that states none.
    std::chrono::milliseconds timeout{30'000};
    // The longest time that an action waits here for the connection's own rate limit. An action
    // that would wait longer ends as `throttled`, with the time to come back.
    std::chrono::milliseconds pace_wait_max{5'000};
    // What the program brings along for files that do not exist.
    Shipped shipped{};
    // The secrets that files name as `secret:NAME`, where refresh tokens are kept too. It outlives
    // the registry. Null: there are none, and refresh tokens are kept in memory.
    SecretStore* secrets = nullptr;
    // Counts what calls use where the vendor charges by use, and refuses calls beyond the caps of
    // their connection. It outlives the registry. Null: nothing is counted, and no cap holds.
    UsageLedger* usage = nullptr;
    // How the programs of connectors are run.
    PluginOptions plugins{};
    // Is told of each request over HTTP that was answered: {request: {method, url, headers, body},
    // answer: {status, headers, body}}, without secrets. Empty: nobody is. On the executor of
    // perform().
    std::function<void(const core::Json& exchange)> on_exchange{};
  };

  // What people want to know of one connection.
  struct State {
    // The name of the connector.
    std::string connector{};
    // The title of the connection, or of its connector.
    std::string title{};
    // True if the connection is meant to perform actions. False if it only receives webhooks: its
    // connector has no operations, or its operations need credentials and the connection has a
    // webhook and no credentials.
    bool acts = false;
    // True if actions can be performed now.
    bool active = false;
    // Why actions cannot be performed, though the connector has some: "HUBSPOT_TOKEN is not set".
    std::string reason{};
    // True if there is a webhook that accepts requests.
    bool listening = false;
    // Why the webhook that is configured accepts none. Empty if none is configured.
    std::string hook_reason{};
    // True if one of the reasons is a mistake in the files or a secret file that cannot be read, or
    // if `refused` is not empty.
    bool faulty = false;
    // The scheme of the webhook; "none" means that nothing is verified.
    std::string scheme{};
    // What people do at the vendor so that it sends to the webhook: a sentence for each step, in
    // which {url} stands for its address. Empty: the connector takes no webhooks, or does not say.
    std::vector<std::string> webhook_setup{};
    // The address where actions go. Empty: each action names its own.
    std::string base_url{};
    // What is wrong with the files of its connector as they are now, while the connector is used as
    // it was read before. Empty: nothing is.
    std::string refused{};
    // How a person can log in at its vendor: "redirect" by a page of the vendor that sends the
    // browser back, "device" by a code that they type there. Empty: its auth is no log-in, or what
    // a log-in brings could not be stored.
    std::vector<std::string> logins{};
    // What its calls have used this month, and what they may use; nullopt if they use nothing that
    // is counted.
    std::optional<std::pair<Usage, UsageTerms>> usage{};
    // How many of its actions may be under way at once.
    std::size_t concurrency = 1;
    // How many requests it sends in a second at most. Zero: as many as come.
    double rate = 0;
  };

  // What people want to know of one connector.
  struct Connector {
    // Its name.
    std::string name{};
    // Its title for people.
    std::string title{};
    // The kinds of auth that its connections may have, the usual one first.
    std::vector<std::string> auth{};
    // Its operations in the order of their names: the name, and what it does, which may be empty.
    std::vector<std::pair<std::string, std::string>> operations{};
    // The usual scheme of its webhooks. Empty: it has none.
    std::string scheme{};
    // The names of its polls, sorted.
    std::vector<std::string> polls{};
    // The connections to it, sorted.
    std::vector<std::string> connections{};
  };

  // One thing that a test of a connection looked at.
  struct Check {
    // The outcome of a check; `unknown` if looking cannot tell.
    enum class Result { succeeded, failed, unknown };
    // What was looked at: "configuration", "token", "name", "allowed", "tcp", "tls", "answer",
    // "sign_in" or "scope"; of a connector that is a program "configuration", "program" and
    // "answer".
    std::string what{};
    // The outcome.
    Result result = Result::succeeded;
    // An explanation for people, without secrets.
    std::string text{};
    // How long the check took; zero if it was not measured by itself.
    std::chrono::milliseconds took{};
  };

  // A log-in of a person at the vendor that has begun: what they do next.
  struct Login {
    // The number of the log-in, which nobody can guess.
    std::string id{};
    // The page at the vendor that the person opens (RFC 6749 section 4.1.1, with PKCE of RFC 7636);
    // in a log-in by device code, the page on which they type `user_code` (RFC 8628 section 3.2).
    std::string url{};
    // The same page with `user_code` filled in; empty: the vendor gives none.
    std::string complete_url{};
    // The code that the person types; empty in a log-in by redirection.
    std::string user_code{};
    // How long the log-in waits for the person.
    std::chrono::seconds lives{600};
    // How long to wait between two calls of log_in(), in a log-in by device code.
    std::chrono::seconds interval{0};
  };
  // What is asked of begin_login().
  struct LoginAsked {
    // Where the vendor sends the person back to: a URL of http on loopback (RFC 8252 section 7.3),
    // or the page of the console that `to_console` speaks of. Empty: the log-in is by device code.
    std::string redirect_uri{};
    // True if the caller has found that `redirect_uri` is a page of the console at the very address
    // at which the person has it open. It may then be anywhere.
    bool to_console = false;
    // Who begins it. Nobody else can end it.
    core::Actor by{};
  };
  // The parameters of the redirection that ends a log-in (RFC 6749 section 4.1.2). Empty in a
  // log-in by device code.
  struct LoginAnswer {
    // The code to exchange for tokens.
    std::string code{};
    // The state that the redirection repeats; it shows that the answer belongs to this log-in.
    std::string state{};
  };
  // What became of a log-in.
  struct LoginOutcome {
    // True if the refresh token is stored and in use. False: the person is not done yet.
    bool done = false;
    // The secret that it is stored as.
    std::string secret{};
    // How long to wait before asking again.
    std::chrono::seconds interval{0};
  };

  // The outcome of load().
  struct Loaded {
    // Null if the files leave unclear what is meant.
    std::unique_ptr<Registry> registry{};
    // All mistakes, each with file, line and column.
    core::Findings findings{};
  };
  // Reads every *.yaml file of the folder `manifests`, then the file `connections`. What
  // Options::shipped says takes the place of a file that does not exist; without it, that counts as
  // an empty one. A mistake in the values of a connection, or in the manifest of its connector,
  // makes that connection inactive, as an unset variable does. A connections file that is no YAML,
  // unknown keys and names that stand twice leave unclear what is meant, and there is then no
  // registry. The clock outlives the registry.
  static Loaded load(const std::filesystem::path& manifests,
                     const std::filesystem::path& connections, const Environment& environment,
                     const ports::Clock& clock, Options options);
  // The same with the default options.
  static Loaded load(const std::filesystem::path& manifests,
                     const std::filesystem::path& connections, const Environment& environment,
                     const ports::Clock& clock);
  ~Registry() override;

  // See ports::Connectors. An action that is under way keeps the connection that it began with,
  // even if the connection is read again meanwhile.
  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) override;
  // See ports::Connectors. Any thread.
  core::Operations operations() const override;
  // See ports::Connectors.
  std::string held(std::string_view connection, std::string_view operation) const override;
  // See ports::Connectors. Any thread.
  bool active(std::string_view connection) const override;
  // See ports::Connectors.
  bool one_system(std::string_view connection) const override;
  // See ports::Connectors.
  std::size_t concurrency(std::string_view connection) const override;

  // See ports::Connectors. Any thread.
  std::vector<ports::Poll> polls() const override;
  // See ports::Connectors. A page that is under way keeps the connection that it began with.
  boost::asio::awaitable<ports::PollPage> poll(std::string connection, std::string name,
                                               core::Json progress, core::Time now) override;

  // Tries a connection without acting over it: checks its configuration, fetches a token if it
  // needs one, and sends a GET to its base URL. Ends at the first check that fails. Returns no
  // checks if there is no connection of this name. Call it on the executor of perform().
  boost::asio::awaitable<std::vector<Check>> test(std::string connection) const;

  // Begins to log a person in at the vendor of a connection whose refresh token is a secret of
  // Options::secrets. Errors: not_found; invalid, if the connection does not log in or the
  // redirection is neither to loopback nor to the console; unavailable, if the vendor cannot be
  // asked; limited, if too many log-ins are under way. Call it on the executor of perform().
  boost::asio::awaitable<core::Result<Login>> begin_login(std::string connection,
                                                          LoginAsked asked) const;
  // Exchanges what the log-in brought for a refresh token and stores it as `actor`; a log-in by
  // device code is asked about again and again. Errors: not_found, if there is no such log-in of
  // this actor, or no longer; denied, if the vendor refuses it. Call it on the executor of
  // perform().
  boost::asio::awaitable<core::Result<LoginOutcome>> log_in(std::string connection, std::string id,
                                                            LoginAnswer answer,
                                                            core::Actor actor) const;
  // Shows what an action would send, without sending anything: of a request {method, url, headers,
  // body, auth}, of a message {mail, server}, of a program {program, request}. Secrets are left
  // out; a made-up value stands for a setting that is not set and without which there is no
  // request. Errors: there is no such connection or operation, or the input does not fit. Call it
  // on the executor of perform().
  core::Result<core::Json> preview(const core::StartAction& action) const;

  // Says that this process listens at `own_port`: no action goes there. Call it before the first
  // perform().
  void never(std::uint16_t own_port);

  // Reads the manifests and the connections again, from where load() read them. Returns true if it
  // is clear what is meant: it is in use from then on. A connection that is declared as before
  // keeps its rate limit, its sessions and its secrets, and an action that is under way keeps the
  // connection that it began with. Returns false, and changes nothing, if it is unclear what is
  // meant. Each mistake is added to `findings` in both cases. Call it on the executor of perform().
  //
  // A connector whose file has a mistake now and had none before is used as it was, and its mistake
  // is kept in State::refused.
  bool reload(core::Findings& findings);

  // Reads the connections again that refer to this secret of Options::secrets, because it was set,
  // replaced or removed; without a name, all that refer to any. Unlike a file that is being
  // written, such a secret is always whole: a connection whose secret is gone is inactive from then
  // on. Call it on the executor of perform().
  void secret_changed(std::string_view secret = {});
  // The connections that refer to this secret, sorted. Call it on the executor of perform().
  std::vector<std::string> users_of(std::string_view secret) const;
  // Looks at the files of connectors: manifests, libraries and the programs that manifests name.
  // True if they have changed since they were last read, and have not changed since the last look,
  // so that a file which is being written is left alone. Call it on the executor of perform().
  bool connectors_changed();
  // Reads the connectors again as reload() does, with the connections as they were last read: later
  // changes of the connections file are left for reload(). A program that is new or has changed is
  // first asked to describe its operations; actions go on meanwhile. If reload() reads newer files
  // meanwhile, those stay in use. Returns what reload() returns. Call it on the executor of
  // perform(), and not again before it has resumed.
  boost::asio::awaitable<bool> pick_up(core::Findings& findings);

  // Closes idle connections and lets go of the executor of perform(). Call it when no action is
  // under way, and before the context of the executor ends.
  void stop();

  // The webhook of a connection; null if it has none. A connection that has had one keeps one until
  // a reload() takes it away. Whoever holds a hook keeps its secrets as they were; a later call may
  // return a newer hook.
  std::shared_ptr<const ingress::Hook> hook(std::string_view connection) const;
  // The names of all connections, sorted. Any thread.
  std::vector<std::string> names() const;
  // The names of those whose State::faulty is true, sorted.
  std::vector<std::string> faulty() const;
  // The state of a connection; nullopt if there is no connection of this name.
  std::optional<State> state(std::string_view connection) const;
  // The connectors that can be used, in the order of their names. Call it on the executor of
  // perform().
  std::vector<Connector> connectors() const;

  // The implementation, which no other file names.
  struct Impl;
  // Used by load().
  explicit Registry(std::unique_ptr<Impl> impl);

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace baton::connectors
