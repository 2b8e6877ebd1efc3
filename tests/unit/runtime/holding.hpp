#pragma once

#include "runtime/lanes.hpp"

#include <cstdint>
#include <utility>

// Makers for the tests of what the dispatcher holds in memory.
namespace baton::tests {

inline constexpr auto kCrmNote = "crm.note";

inline core::Time at_second(int second) { return core::Time(std::chrono::seconds(1'000 + second)); }

inline runtime::Sending sending(std::int64_t run, int attempt = 1) {
  return {run, "act", {attempt, 0}};
}

inline runtime::StepKey step_of(const runtime::Sending& sending) {
  return {sending.run, sending.step};
}

inline runtime::Afterwards::Action action_of(const runtime::Sending& sending) {
  core::StartAction action;
  action.run = core::RunId(sending.run);
  action.step = sending.step;
  action.attempt = sending.which.attempt;
  action.look = sending.which.look;
  return {std::move(action)};
}

}  // namespace baton::tests
