#pragma once

#include "connectors/answer.hpp"
#include "connectors/connection.hpp"
#include "connectors/request.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>

namespace baton::connectors {

// Performs actions over one connection: paces, authorizes, asks, understands. Lives on the executor of its callers.
class Performer {
 public:
  Performer(const Connection& connection, HttpClient& http, const ports::Clock& clock, const Registry::Options& options)
      : connection_(connection), http_(http), clock_(clock), options_(options) {}

  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action);
  void stop() { renewed_.reset(); }

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Call;  // one attempt: names, values, deadline

  boost::asio::awaitable<core::ActionResult> run(Call& call, const OperationSpec& operation);
  boost::asio::awaitable<core::ActionResult> read_back(Call& call, const OperationSpec& operation);
  static core::ActionResult found_effect(const Call& call, const OperationSpec& operation, const Answer& answer);
  // One request with what it needs; the answer, or what to report instead.
  struct Asked {
    std::optional<Answer> answer{};
    core::ActionResult otherwise{};
  };
  boost::asio::awaitable<Asked> ask(Call& call, const RequestSpec& spec, bool repeatable, std::string_view key_header);

  // Waits for its turn under the connection's rate; a result means that the wait would be too long.
  boost::asio::awaitable<std::optional<core::ActionResult>> pace(Time deadline);

  // The token, renewed when it is due or when `refused` is the one a vendor just turned down. One renewal at a time: the
  // others wait for it.
  boost::asio::awaitable<std::optional<core::ActionResult>> authorize(Time deadline, std::uint64_t refused);
  boost::asio::awaitable<core::ActionResult> renew(Time deadline);
  core::Result<std::pair<Origin, HttpRequest>> token_request() const;
  core::ActionResult take_token(const HttpResponse& response);
  const Url* base() const;
  void redact(std::string& text) const;

  const Connection& connection_;
  HttpClient& http_;
  const ports::Clock& clock_;
  const Registry::Options& options_;

  double tokens_ = 0;  // of the rate limit
  std::optional<Time> paced_at_{};

  Secret token_{};
  std::uint64_t token_number_ = 0;  // counts renewals; 0: none yet
  core::Time token_until_{};
  Secret refresh_token_{};           // the newest, where the vendor hands out a new one each time
  std::optional<Url> token_base_{};  // where the token's answer says to go
  bool renewing_ = false;
  core::ActionResult renewal_{};
  std::shared_ptr<boost::asio::steady_timer> renewed_{};
};

}  // namespace baton::connectors
