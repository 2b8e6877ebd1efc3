#pragma once

#include "baton/connectors/registry.hpp"
#include "connectors/connection.hpp"
#include "connectors/rate_limit.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>

// What attempts have in common, whatever their way out.
namespace baton::connectors {

// What the names in the expressions of an operation stand for, before there is an answer. The
// action and the view of its connection outlive it.
struct ActionNames {
  ActionNames(const core::StartAction& action, const core::Json& connection)
      : key(action.key), attempt(action.attempt) {
    names.bind("attempt", attempt)
        .bind("key", key)
        .bind("context", action.context)
        .bind("connection", connection)
        .bind("input", action.input);
  }
  ActionNames(const ActionNames&) = delete;

  core::Json key;
  core::Json attempt;
  ingress::Values names{};
};

// How long the attempt may take, from when it is sent.
std::chrono::milliseconds timeout_of(const core::StartAction& action,
                                     const Registry::Options& options);

// What to report because our own configuration is in the way; nullopt: it is not.
std::optional<core::ActionResult> held_back(const Connection& connection,
                                            const core::StartAction& action);

// The operation of an action whose input fits it, whether its connection is complete or not.
// Errors: there is no such operation, or the input does not fit.
core::Result<const OperationSpec*> find_operation(const Connection& connection,
                                                  const core::StartAction& action);

// What to report for an input that its operation cannot be given.
core::ActionResult bad_input(const core::Error& error);

// The output of an operation that is done over another protocol than HTTP, when `answer` is what
// its server said. It is null if the manifest reads what the answer does not have: the action is
// done all the same.
core::Json output_of(const OperationSpec& operation, const core::StartAction& action,
                     const Connection& connection, const core::Json& status, core::Json answer);

// What to report where the last attempt's answer was lost and there is no way to look for its
// effect.
core::ActionResult cannot_look(const Connection& connection, bool repeatable);

// The first check of a test: whether everything that the connection needs is there.
Registry::Check check_configuration(const Registry::State& state);

// Waits as long as `rate.wait()` said; a result means that this would be too long. Called only when
// there is something to wait for, which is rare, so that most requests make no coroutine for it.
// `rate` outlives it.
boost::asio::awaitable<std::optional<core::ActionResult>> take_turn(
    RateLimit& rate, std::chrono::milliseconds wait, std::chrono::milliseconds wait_max);

}  // namespace baton::connectors
