#pragma once

#include "connectors/actor.hpp"
#include "connectors/answer.hpp"
#include "connectors/auth/session.hpp"
#include "connectors/connection.hpp"
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

// Acts over HTTP, as the connector's manifest says: paces, authorizes, asks, understands.
class ManifestActor final : public Actor {
 public:
  // All of them outlive it.
  ManifestActor(const Connection& connection, HttpClient& http, const ports::Clock& clock,
                const Registry::Options& options);

  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) override;
  boost::asio::awaitable<std::vector<Registry::Check>> probe() override;
  std::string check(std::string_view operation) const override;
  void stop() override { session_.stop(); }

 private:
  struct Call;  // one attempt: names, values, deadline

  boost::asio::awaitable<core::ActionResult> run(Call& call, const OperationSpec& operation);

  // What one request came to: the answer, or what to report because there is none.
  struct Asked {
    std::optional<Answer> answer{};
    core::ActionResult failure{};
    std::string target{};   // path and query of the request
    bool in_doubt = false;  // it may have been acted on, whatever came of it in the end
  };
  static bool still_at_it(const Call& call, const OperationSpec& operation, const Asked& asked);
  // Sends a request with all that it needs. `place`, unless it is empty, stands in for the target
  // that `spec` renders.
  boost::asio::awaitable<Asked> ask(Call& call, const RequestSpec& spec,
                                    const OperationSpec& operation, std::string key_header,
                                    std::string place);

  // Looking for the effect of an attempt whose answer was lost: manifest_actor_find.cpp.
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
  // What to report when a request cannot be rendered.
  core::ActionResult unrendered(const Call& call, const RequestSpec& spec,
                                const core::Error& error) const;

  const Connection& connection_;
  HttpClient& http_;
  const ports::Clock& clock_;
  const Registry::Options& options_;
  RateLimit rate_;
  Withheld withheld_;
  AuthSession session_;
};

}  // namespace baton::connectors
