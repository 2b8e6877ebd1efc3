#pragma once

#include "baton/connectors/registry.hpp"
#include "baton/connectors/secret_store.hpp"
#include "connectors/auth/oauth2.hpp"
#include "connectors/auth/session.hpp"
#include "connectors/connection.hpp"

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>
#include <vector>

namespace baton::connectors {

// How a person can log in at the vendor of a connection: see Registry::State::logins.
std::vector<std::string> logins_of(const Connection& connection);

// The log-ins of people that are under way. What they bring, a refresh token, goes from the vendor
// into the store of secrets and is seen by nobody. Lives on the executor of Registry::perform().
class Logins {
 public:
  // All arguments outlive it. `secrets` may be null: then nobody can log in.
  Logins(HttpClient& http, const ports::Clock& clock, std::chrono::milliseconds timeout,
         SecretStore* secrets)
      : http_(http), clock_(clock), timeout_(timeout), secrets_(secrets) {}

  // See Registry::begin_login(). The connection outlives the call.
  boost::asio::awaitable<core::Result<Registry::Login>> begin(const Connection& connection,
                                                              Registry::LoginAsked asked);
  // See Registry::log_in(). The connection outlives the call.
  boost::asio::awaitable<core::Result<Registry::LoginOutcome>> finish(const Connection& connection,
                                                                      std::string id,
                                                                      Registry::LoginAnswer answer,
                                                                      core::Actor actor);

 private:
  // A log-in that waits for its person.
  struct Pending {
    std::string connection{};
    // Who has begun it. Nobody else may end it.
    core::Actor by{};
    // Of a log-in by redirection.
    std::string redirect_uri{};
    std::string state{};
    core::Secret verifier{};
    // Of a log-in by device code.
    core::Secret device_code{};
    std::chrono::seconds interval{0};
    // When it is given up, by the steady clock.
    core::Time until{};
  };

  core::Result<Registry::Login> by_redirect(const Connection& connection,
                                            const Oauth2Credentials& known,
                                            Registry::LoginAsked asked);
  boost::asio::awaitable<core::Result<Registry::Login>> by_device(const Connection& connection,
                                                                  const Oauth2Credentials& known,
                                                                  core::Actor by);
  Registry::Login keep(Pending pending, std::chrono::seconds lives);
  void forget_old();

  HttpClient& http_;
  const ports::Clock& clock_;
  std::chrono::milliseconds timeout_;
  SecretStore* secrets_;
  std::map<std::string, Pending, std::less<>> pending_{};
};

}  // namespace baton::connectors
