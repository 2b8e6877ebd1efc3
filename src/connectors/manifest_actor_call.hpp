#pragma once

#include "connectors/attempt.hpp"
#include "connectors/manifest_actor.hpp"

namespace baton::connectors {

// One attempt of an action while it is under way.
struct ManifestActor::Call : ActionNames {
  // The action and the view of its connection outlive the call.
  Call(const core::StartAction& the_action, const core::Json& connection,
       std::chrono::milliseconds the_timeout)
      : ActionNames(the_action, connection), action(the_action), timeout(the_timeout) {}

  // The action.
  const core::StartAction& action;
  // The longest time for all requests of the attempt.
  std::chrono::milliseconds timeout;
  // When that time is over. It is set when the first request is sent, and waiting for our own rate
  // limit postpones it.
  std::optional<std::chrono::steady_clock::time_point> deadline{};
  // The answer to the operation's own `lookup`.
  std::optional<Answer> looked_up{};
  // What the answer says that the call used; nullopt: it does not say.
  std::optional<Usage> used{};
  // True if the vendor cannot have counted anything: nothing was sent, or it was refused.
  bool used_nothing = false;

  // How much time is left for a request, at least one millisecond.
  std::chrono::milliseconds left() {
    const auto now = std::chrono::steady_clock::now();
    if (!deadline) deadline = now + timeout;
    return std::max(std::chrono::milliseconds(1),
                    std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - now));
  }
};

}  // namespace baton::connectors
