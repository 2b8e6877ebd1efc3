#include "connectors/attempt.hpp"

#include "baton/core/finding.hpp"
#include "baton/core/look.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace baton::connectors {

namespace asio = boost::asio;
using core::ActionResult;
using Kind = core::ActionResult::Kind;

std::chrono::milliseconds timeout_of(const core::StartAction& action,
                                     const Registry::Options& options) {
  // An attempt that takes longer than a day is a mistake in a template, and larger numbers do not
  // fit the clock.
  constexpr core::Duration kTimeoutMax = std::chrono::hours(24);
  if (action.timeout <= core::Duration{}) return options.timeout;
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::min(action.timeout, kTimeoutMax));
}

std::optional<ActionResult> held_back(const Connection& connection,
                                      const core::StartAction& action) {
  auto reason = connection.held(action.operation);
  if (reason.empty()) return std::nullopt;
  return ActionResult{Kind::held,
                      {},
                      connection.state.active ? "unknown_operation" : "connection_inactive",
                      std::move(reason),
                      {}};
}

core::Result<const OperationSpec*> find_operation(const Connection& connection,
                                                  const core::StartAction& action) {
  const auto& operations = connection.manifest->operations;
  const auto found = operations.find(action.operation);
  if (found == operations.end()) {
    std::vector<std::string> names;
    for (const auto& [name, operation] : operations) names.push_back(name);
    return core::Error{core::Errc::not_found,
                       connection.state.connector + " has no operation \"" + action.operation + '"',
                       {},
                       core::did_you_mean(action.operation, names)};
  }
  if (const auto misfit = found->second.input.misfit(action.input))
    return formats::to_error(*misfit, "input");
  return &found->second;
}

ActionResult bad_input(const core::Error& error) {
  return {Kind::permanent, {}, "bad_input", error.text(), {}};
}

core::Json output_of(const OperationSpec& operation, const core::StartAction& action,
                     const Connection& connection, const core::Json& status, core::Json answer) {
  if (!operation.output) return answer;
  ActionNames said(action, connection.view);
  const core::Json none = core::Json::object();
  said.names.bind("status", status).bind("headers", none).bind("links", none).bind("body", answer);
  auto output = operation.output->render(said.names);
  return output ? *std::move(output) : core::Json();
}

ActionResult cannot_look(const Connection& connection, bool repeatable) {
  if (repeatable) {
    return {Kind::not_found,
            {},
            std::string(core::kRepeatableCode),
            "sending it again has no further effect",
            {}};
  }
  return {Kind::undecidable,
          {},
          "cannot_read_back",
          "whether the last attempt took effect cannot be found out here; look in " +
              connection.state.title + ", then say what became of it",
          {}};
}

Registry::Check check_configuration(const Registry::State& state) {
  using Result = Registry::Check::Result;
  const bool usable = state.acts ? state.active : state.listening;
  const std::string& why = state.acts ? state.reason : state.hook_reason;
  return {"configuration",
          usable ? Result::succeeded : Result::failed,
          usable ? "everything that it needs is there" : why,
          {}};
}

asio::awaitable<std::optional<ActionResult>> take_turn(RateLimit& rate,
                                                       std::chrono::milliseconds wait,
                                                       std::chrono::milliseconds wait_max) {
  if (wait > wait_max) {
    co_return ActionResult{Kind::throttled,
                           {},
                           "rate_limit",
                           "the connection's own rate limit",
                           std::chrono::duration_cast<core::Duration>(wait)};
  }
  rate.take_ahead();
  asio::steady_timer timer(co_await asio::this_coro::executor, wait);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return std::nullopt;
}

}  // namespace baton::connectors
