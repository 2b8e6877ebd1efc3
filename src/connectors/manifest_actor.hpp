#pragma once

#include "connectors/actor.hpp"
#include "connectors/answer.hpp"
#include "connectors/auth/session.hpp"
#include "connectors/connection.hpp"
#include "connectors/left_alone.hpp"
#include "connectors/rate_limit.hpp"
#include "connectors/request.hpp"
#include "connectors/withheld.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// Performs actions over HTTP as the manifest of the connector says: it keeps the rate limit, proves
// who the connection is, sends the requests and judges the answers.
class ManifestActor final : public Actor {
 public:
  // All arguments outlive the actor.
  ManifestActor(const Connection& connection, HttpClient& http, const ports::Clock& clock,
                const Registry::Options& options);

  // See Actor.
  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) override;
  // See Actor. It is in manifest_actor_preview.cpp.
  core::Result<core::Json> preview(const core::StartAction& action) const override;
  // See Actor. It is in manifest_actor_probe.cpp.
  boost::asio::awaitable<std::vector<Registry::Check>> probe() override;
  // See Actor.
  std::string check(std::string_view operation) const override;
  // See Actor.
  void stop() override { session_.stop(); }

 private:
  // One attempt: manifest_actor_call.hpp.
  struct Call;

  // Sends the request of an operation, after its lookup if it has one, and judges the answer.
  boost::asio::awaitable<core::ActionResult> run(Call& call, const OperationSpec& operation);
  // Runs an operation once for each page, and collects the pages.
  boost::asio::awaitable<core::ActionResult> run_all(Call& call, const OperationSpec& operation);
  // Sends the lookup of an operation, which must have one, and binds its answer. Returns a result
  // if the action ends with it; nullopt: it goes on.
  boost::asio::awaitable<std::optional<core::ActionResult>> ask_lookup(
      Call& call, const OperationSpec& operation);

  // The outcome of one request.
  struct Asked {
    // The answer; nullopt if there is none.
    std::optional<Answer> answer{};
    // What to report if there is no answer.
    core::ActionResult failure{};
    // Where the request went; nullopt if it could not be made.
    std::optional<formats::Origin> origin{};
    // Path and query of the request.
    std::string target{};
    // From when it was sent until it was answered, or failed.
    std::chrono::milliseconds took{};
    // True if the vendor may have acted on it, whatever the answer is.
    bool in_doubt = false;
  };
  // Runs an operation that costs by use: admits it first, and counts afterwards what it used. This
  // and the next one are in manifest_actor_usage.cpp.
  boost::asio::awaitable<core::ActionResult> run_metered(Call& call,
                                                         const OperationSpec& operation);
  // Reads what the answer says about it.
  void read_usage(Call& call, const OperationSpec& operation, const Asked& asked) const;
  // The result of an action that is about something which the vendor asked us to leave alone;
  // nullopt if it may be sent.
  std::optional<core::ActionResult> waits_alone(const Call& call,
                                                const OperationSpec& operation) const;
  // Remembers what is to be left alone after an answer that is throttled.
  void leave_alone(const Call& call, const OperationSpec& operation, const Answer& answer,
                   core::Duration wait);
  // True if the vendor is still working on an earlier attempt.
  static bool still_at_it(const Call& call, const OperationSpec& operation, const Asked& asked);
  // Sends one request with its proof, under the rate limit. `page`, unless it is empty, is the
  // target in place of the one that `spec` renders.
  boost::asio::awaitable<Asked> ask(Call& call, const RequestSpec& spec,
                                    const OperationSpec& operation, std::string key_header,
                                    std::string page);

  // Finds out what became of an attempt whose answer was lost. This and the functions of a look are
  // in manifest_actor_find.cpp.
  boost::asio::awaitable<core::ActionResult> read_back(Call& call, const OperationSpec& operation);
  // Looks for the effect once, page by page.
  boost::asio::awaitable<core::ActionResult> look(Call& call, const OperationSpec& operation);
  // What one page tells: the effect is there, or it cannot be told. Nullopt: the page does not show
  // the effect.
  std::optional<core::ActionResult> judge_page(const Call& call, const OperationSpec& operation,
                                               const Answer& answer) const;
  // The target of the next page; empty if this was the last one. Errors: it cannot be told.
  core::Result<std::string> next_page(const Call& call, const Find& find, const Asked& asked) const;
  // The result when the effect is found.
  static core::ActionResult found_effect(const Call& call, const OperationSpec& operation,
                                         const Answer& answer);
  // The result when the effect is not found: it did not happen, or it is too early to tell.
  core::ActionResult not_there(const Call& call, const Find& find) const;

  // Tells Options::on_exchange of a request and its answer.
  void tell_exchange(core::Json exchange, const Answer& answer) const;
  // Adds to a result that is no success what was asked by `spec` and what was answered.
  void keep_exchange(core::ActionResult& result, const RequestSpec& spec, const Asked& asked) const;
  // The result when a request cannot be rendered.
  core::ActionResult unrendered(const Call& call, const RequestSpec& spec,
                                const core::Error& error) const;

  const Connection& connection_;
  HttpClient& http_;
  const ports::Clock& clock_;
  const Registry::Options& options_;
  RateLimit rate_;
  LeftAlone left_alone_{};
  Withheld withheld_;
  AuthSession session_;
};

}  // namespace baton::connectors
