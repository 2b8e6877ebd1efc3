#pragma once

#include "connectors/manifest_actor.hpp"

namespace baton::connectors {

// One attempt of an action while it is under way.
struct ManifestActor::Call {
  const core::StartAction& action;
  std::chrono::milliseconds timeout;
  std::optional<std::chrono::steady_clock::time_point>
      deadline{};  // from when the first request is sent; waiting for our own limit puts it off
  core::Json key{};
  core::Json attempt{};
  std::optional<Answer> looked_up{};
  ingress::Values names{};

  std::chrono::milliseconds left() {
    const auto now = std::chrono::steady_clock::now();
    if (!deadline) deadline = now + timeout;
    return std::max(std::chrono::milliseconds(1),
                    std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - now));
  }
};

}  // namespace baton::connectors
