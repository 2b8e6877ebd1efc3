#pragma once

#include "connectors/answer.hpp"
#include "connectors/connection.hpp"
#include "connectors/redaction.hpp"
#include "connectors/request.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <optional>

namespace baton::connectors {

// Performs actions over one connection: paces, authorizes, asks, understands. Lives on the executor
// of its callers.
class Performer {
 public:
  Performer(const Connection& connection, HttpClient& http, const ports::Clock& clock,
            const Registry::Options& options);

  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action);
  void stop() { renewed_.reset(); }

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Call;  // one attempt: names, values, deadline

  boost::asio::awaitable<core::ActionResult> run(Call& call, const OperationSpec& operation);

  // One request with what it needs; the answer, or what to report instead.
  struct Asked {
    std::optional<Answer> answer{};
    core::ActionResult otherwise{};
    std::string target{};   // what was asked
    bool in_doubt = false;  // it may have been acted on, whatever came of it in the end
  };
  static bool still_at_it(const Call& call, const OperationSpec& operation, const Asked& asked);
  // Nothing can be sent until somebody completes or mends the connection.
  static core::ActionResult incomplete(std::string reason);
  // `place`: instead of the target that `spec` renders.
  boost::asio::awaitable<Asked> ask(Call& call, const RequestSpec& spec,
                                    const OperationSpec& operation, std::string key_header,
                                    std::string place);

  // look_up.cpp's part: performer_find.cpp.
  boost::asio::awaitable<core::ActionResult> read_back(Call& call, const OperationSpec& operation);
  boost::asio::awaitable<core::ActionResult> look(Call& call, const OperationSpec& operation);
  // What a page shows: the effect, a reason why nothing can be told, or nothing.
  std::optional<core::ActionResult> judge_page(const Call& call, const OperationSpec& operation,
                                               const Answer& answer) const;
  // Where the next page is; empty: this was the last one.
  core::Result<std::string> next_page(const Call& call, const Find& find, const Asked& asked) const;
  static core::ActionResult found_effect(const Call& call, const OperationSpec& operation,
                                         const Answer& answer);
  // Nothing is there: whether that can be believed by now.
  core::ActionResult not_there(const Call& call, const Find& find) const;

  // Waits for its turn under the connection's rate; a result means that the wait would be too long.
  boost::asio::awaitable<std::optional<core::ActionResult>> pace();

  // The token, renewed when it is due or when `refused` is the one a vendor just turned down. One
  // renewal at a time: the others wait for it.
  boost::asio::awaitable<std::optional<core::ActionResult>> authorize(std::uint64_t refused);
  boost::asio::awaitable<core::ActionResult> renew();
  core::Result<std::pair<formats::Origin, HttpRequest>> token_request() const;
  core::ActionResult take_token(const HttpResponse& response);
  const formats::Url* base() const;
  void keep_out(const core::Secret& secret);
  // What to report when a request cannot be rendered.
  core::ActionResult unrendered(const Call& call, const RequestSpec& spec,
                                const core::Error& error) const;

  const Connection& connection_;
  HttpClient& http_;
  const ports::Clock& clock_;
  const Registry::Options& options_;
  Redaction redaction_{};
  std::deque<core::Secret> passing_secrets_{};  // tokens, the newest last: answers to requests with
                                                // an older one still come

  double tokens_ = 0;  // of the rate limit
  std::optional<Time> paced_at_{};

  core::Secret token_{};
  std::uint64_t token_number_ = 0;  // counts renewals; 0: none yet
  core::Time token_until_{};
  core::Secret refresh_token_{};  // the newest, where the vendor hands out a new one each time
  std::optional<formats::Url> token_base_{};  // where the token's answer says to go
  bool renewing_ = false;
  core::ActionResult renewal_{};
  std::shared_ptr<boost::asio::steady_timer> renewed_{};
};

}  // namespace baton::connectors
