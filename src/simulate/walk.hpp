#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/run.hpp"
#include "baton/runtime/trial.hpp"
#include "baton/simulate/world.hpp"
#include "simulate/record.hpp"

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace baton::simulate {

// The status of a step once an event has been played.
struct WalkedStep {
  std::string step;
  std::string status;
};

// The way that one version of a workflow takes by one event.
struct Way {
  // The event started a run.
  bool starts = false;
  // Why it did not, for people.
  std::string because{};
  // The steps to which something happened, in that order. Items of a step are left out.
  std::vector<WalkedStep> steps{};
  // The word of the status of the run.
  std::string status{};
  // What the version could not evaluate, or why the run failed at its start; empty: nothing.
  std::string error{};
  // The way goes on, and was not followed to its end.
  bool cut = false;
};

// Plays one event in a world of its own. All arguments of the constructor outlive it.
class Walk {
 public:
  // `yaml`: the version that is played, which passes the checks.
  Walk(const runtime::Trial& trial, const std::string& yaml, const runtime::TriedEvent& tried,
       const std::function<bool()>& time_is_up);
  Walk(const Walk&) = delete;

  // Plays the event to the end of its run, or to where nothing goes on by itself.
  Way go();

 private:
  bool furnish();
  void follow();
  bool act();
  bool decide(const core::Run& run);
  bool do_tasks(const core::Run& run);
  bool take_event(const core::Run& run);
  bool pass_time();
  void tell_why_not();
  void tell_steps();

  const runtime::Trial& trial_;
  const std::string& yaml_;
  const runtime::TriedEvent& tried_;
  const std::function<bool()>& time_is_up_;
  Record record_;
  World world_;
  core::Event event_;
  core::EventId published_{};
  core::RunId run_{};
  std::set<std::size_t> taken_;     // which of tried_.taken were published
  std::set<std::string> given_up_;  // approvals and tasks at which what was done changed nothing
  core::Duration passed_{};
  std::size_t times_ = 0;  // how often time has passed
  Way way_;
};

}  // namespace baton::simulate
