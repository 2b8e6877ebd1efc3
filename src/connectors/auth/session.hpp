#pragma once

#include "baton/connectors/secret_store.hpp"
#include "baton/core/effect.hpp"
#include "baton/formats/url.hpp"
#include "baton/ports/clock.hpp"
#include "connectors/connection.hpp"
#include "connectors/withheld.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace baton::connectors {

// A proof that ends after some time.
struct AccessToken {
  // The access token, which requests carry.
  core::Secret access{};
  // The newest refresh token, where the vendor hands out a new one with each renewal.
  core::Secret refresh{};
  // When the access token ends, by the steady clock.
  core::Time until{};
  // The base URL that the vendor names for requests with this token.
  std::optional<formats::Url> base{};
};

// What a renewal works with. Everything in it outlives the renewal.
struct Renewal {
  // The connection whose token is renewed.
  const Connection& connection;
  // The token before. It is empty if there has been none yet.
  const AccessToken& before;
  // The client that sends the request.
  HttpClient& http;
  // The clock from which the end of the token counts.
  const ports::Clock& clock;
  // Takes secrets out of the answer before any of it is reported.
  const Redaction& redaction;
  // The longest time that the exchange may take.
  std::chrono::milliseconds timeout;
};

// The outcome of a renewal.
struct Renewed {
  // The new token; nullopt if there is none.
  std::optional<AccessToken> token{};
  // What to report if there is no token. It means nothing beside a token.
  core::ActionResult failure{};
  // The error code of the vendor (RFC 6749 section 5.2), such as "invalid_grant"; empty if the
  // answer has none.
  std::string refusal{};
};

// Keeps the token of one connection, for auth kinds that renew one. Where the vendor replaces the
// refresh token, the new one is stored, encrypted, before anything is done with what came with it:
// the old one is used up, so after a crash the stored one is the only way on (RFC 6749 section 6).
// It lives on the executor of its callers.
class AuthSession {
 public:
  // All arguments outlive the session. It adds new tokens to `withheld`, and keeps refresh tokens
  // in `secrets`, which may be null.
  AuthSession(const Connection& connection, HttpClient& http, const ports::Clock& clock,
              std::chrono::milliseconds timeout, Withheld& withheld, SecretStore* secrets = nullptr)
      : connection_(connection),
        http_(http),
        clock_(clock),
        timeout_(timeout),
        withheld_(withheld),
        secrets_(secrets) {}

  // True if the auth kind of the connection renews a token.
  bool renews() const { return connection_.auth.row->renew != nullptr; }
  // Makes sure that there is a good token, and returns what to report if there is none. The token
  // is renewed when it is due, or when `refused` is the number of the token that the vendor has
  // just refused. Only one renewal is under way at a time; other callers wait for it.
  boost::asio::awaitable<std::optional<core::ActionResult>> ready(std::uint64_t refused);
  // The token in use, for proofs that are no header; empty if there is none.
  const AccessToken& token() const { return token_; }
  // The number of the token in use. The first one is 1; 0 means that there is none yet.
  std::uint64_t number() const { return number_; }
  // Adds the proof to a request that is complete otherwise, and goes to `origin`.
  void apply(HttpRequest& request, const formats::Origin& origin) const;
  // The base URL of requests; null if the connection has none.
  const formats::Url* base() const;
  // Lets go of the executor. Call it when no action is under way.
  void stop() { renewed_.reset(); }

 private:
  boost::asio::awaitable<core::ActionResult> renew();
  // Keeps the refresh token of fetched_, and then puts that token into use.
  boost::asio::awaitable<core::ActionResult> use_fetched();
  // True if the token is newer than the one that was refused, and ends after `then`.
  bool is_good(std::uint64_t refused, core::Time then) const {
    return number_ > refused && then < token_.until;
  }

  const Connection& connection_;
  HttpClient& http_;
  const ports::Clock& clock_;
  std::chrono::milliseconds timeout_;
  Withheld& withheld_;
  SecretStore* secrets_;

  AccessToken token_{};
  // A token that is not used yet, because its refresh token is not stored.
  std::optional<AccessToken> fetched_{};
  std::uint64_t number_ = 0;
  bool renewing_ = false;
  core::ActionResult renewal_{};                          // the outcome of the last renewal
  std::shared_ptr<boost::asio::steady_timer> renewed_{};  // wakes those who wait for a renewal
};

}  // namespace baton::connectors
