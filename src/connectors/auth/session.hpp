#pragma once

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

// A proof that ends.
struct Token {
  core::Secret access{};
  core::Secret refresh{};              // the newest, where the vendor hands out a new one each time
  core::Time until{};                  // when it ends, by the steady clock
  std::optional<formats::Url> base{};  // where the vendor says to go with it
};

// What a renewal works with. Everything in it outlives the renewal.
struct Renewal {
  const Connection& connection;
  const Token& before;  // empty: there has been none yet
  HttpClient& http;
  const ports::Clock& clock;
  const Redaction& redaction;
  std::chrono::milliseconds timeout;
};

// The new token, or what to report because there is none.
struct Renewed {
  std::optional<Token> token{};
  core::ActionResult failure{};
};

// The proof of one connection while it is in use: the token, where its auth renews one. Lives on
// the executor of its callers.
class AuthSession {
 public:
  // All of them outlive it. New secrets go to `withheld`.
  AuthSession(const Connection& connection, HttpClient& http, const ports::Clock& clock,
              std::chrono::milliseconds timeout, Withheld& withheld)
      : connection_(connection),
        http_(http),
        clock_(clock),
        timeout_(timeout),
        withheld_(withheld) {}

  bool renews() const { return connection_.auth.row->renew != nullptr; }
  // Sees to a token that is good: a result says why there is none. It is renewed when it is due, or
  // when `refused` is the number of the one that the vendor just turned down. One renewal at a
  // time: the others wait for it.
  boost::asio::awaitable<std::optional<core::ActionResult>> ready(std::uint64_t refused);
  // Of the token in use; 0: there is none yet.
  std::uint64_t number() const { return number_; }
  // Adds the proof to a request.
  void apply(HttpRequest& request) const;
  // Where requests go; null: the connection has no address.
  const formats::Url* base() const;
  // Lets go of the executor.
  void stop() { renewed_.reset(); }

 private:
  boost::asio::awaitable<core::ActionResult> renew();
  // It is another than the one that was refused, and does not end before `then`.
  bool is_good(std::uint64_t refused, core::Time then) const {
    return number_ > refused && then < token_.until;
  }

  const Connection& connection_;
  HttpClient& http_;
  const ports::Clock& clock_;
  std::chrono::milliseconds timeout_;
  Withheld& withheld_;

  Token token_{};
  std::uint64_t number_ = 0;
  bool renewing_ = false;
  core::ActionResult renewal_{};                          // what the last renewal came to
  std::shared_ptr<boost::asio::steady_timer> renewed_{};  // who waits for the one under way
};

}  // namespace baton::connectors
