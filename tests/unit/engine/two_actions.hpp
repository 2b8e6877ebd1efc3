#pragma once

#include "unit/make.hpp"

#include <string>
#include <string_view>

// A run of two actions, of which b needs a, for tests of what becomes of a.
namespace baton::tests {

// `retry`: the members of the retry of a.
inline std::string two_actions(const std::string& retry) {
  return "workflow: w\non: [{event: go}]\nsteps:\n  a: {do: sink.post, retry: {" + retry +
         "}}\n  b: {needs: a, do: sink.post}\n";
}

// A run whose first attempt at a is under way.
inline Life begun(const std::string& retry) {
  Life life(two_actions(retry));
  life.begin(event("go"));
  return life;
}

// The same with two hours for all tries of a.
inline Life begun_for_two_hours(const std::string& retry) {
  auto loaded = templates::load(two_actions(retry), "test.yaml");
  loaded.workflow->steps.front().retry.total = std::chrono::hours(2);
  Life life(engine::compile(std::move(*loaded.workflow), 1).value());
  life.begin(event("go"));
  return life;
}

// The action that the last decision sends.
inline core::StartAction action(const Life& life) {
  return life.effects_of<core::StartAction>().at(0);
}

// A person says what became of a.
inline Life::Names resolve(Life& life, std::string_view as, core::Json output = nullptr) {
  return life.hear(
      core::step_resolve(life.run().id(), "a", as, std::move(output), "looked", "ana", life.now));
}

// A person has all that failed tried again.
inline Life::Names retry_all(Life& life) {
  return life.hear(core::run_retry(life.run().id(), "", "ana", life.now));
}

}  // namespace baton::tests
