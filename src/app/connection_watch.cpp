#include "app/connection_watch.hpp"

#include "baton/core/lifecycle.hpp"

#include <utility>

namespace baton::app {

void ConnectionWatch::look() {
  std::map<std::string, bool> now;
  for (const std::string& name : registry_.names()) {
    const auto state = registry_.state(name);
    if (!state || !state->acts) continue;
    now.emplace(name, state->active);
    const auto before = active_.find(name);
    const bool known = before != active_.end();
    const bool changed =
        known ? before->second != state->active : !state->active && (looked_ || state->faulty);
    if (changed) tell(name, *state);
  }
  active_ = std::move(now);
  looked_ = true;
}

void ConnectionWatch::tell(const std::string& name, const connectors::Registry::State& state) {
  core::Event event;
  event.type = state.active ? core::kConnectionActive : core::kConnectionInactive;
  event.source = "baton";
  event.subject = name;
  event.time = clock_.now();
  event.received = event.time;
  event.data =
      core::Json{{"connection", name}, {"connector", state.connector}, {"title", state.title}};
  if (!state.active) event.data["reason"] = state.reason;
  bus_.post(std::move(event));
}

}  // namespace baton::app
