#pragma once

#include "connectors/attempt.hpp"
#include "connectors/manifest_performer.hpp"

namespace baton::connectors {

// One attempt of an action while it is under way.
struct ManifestPerformer::Call : ActionNames {
  // The action and the view of its connection outlive the call.
  Call(const core::StartAction& the_action, const core::Json& connection,
       std::chrono::milliseconds the_timeout)
      : ActionNames(the_action, connection), action(the_action), timeout(the_timeout) {}

  // The action.
  const core::StartAction& action;
  // How long all requests of the attempt may take together.
  std::chrono::milliseconds timeout;
  // When that time is over; nullopt until the first request is sent. Waiting for our own rate limit
  // moves it back.
  std::optional<std::chrono::steady_clock::time_point> deadline{};
  // How long the first request waited for our own rate limit.
  core::Duration waited{};
  // The answer to the `lookup` of the operation, which `names` refers to.
  std::optional<Answer> looked_up{};
  // How much the call used, if the answer says it.
  std::optional<Usage> used{};
  // True if the vendor cannot have charged anything: nothing was sent, or the request was refused.
  bool used_nothing = true;

  // How much time is left for a request, at least one millisecond.
  std::chrono::milliseconds left() {
    const auto now = std::chrono::steady_clock::now();
    if (!deadline) deadline = now + timeout;
    return std::max(std::chrono::milliseconds(1),
                    std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - now));
  }
};

}  // namespace baton::connectors
