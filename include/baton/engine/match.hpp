#pragma once

#include "baton/core/event.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace baton::engine {

// How an event starts a run of a plan.
struct Match {
  // The key of the run. Empty: the trigger names none.
  std::string key{};
  // The values of the inputs by name, with defaults filled in.
  core::Json inputs{};
  // How the inputs differ from what the template declares, in words. If it is not empty, the run
  // starts and fails at once, so that people see it.
  std::string problem{};
  // The input that the problem is about; empty when it is about none of them by itself.
  std::string problem_input{};
  // The trigger that matches; part of Plan::triggers().
  const PlanTrigger* trigger = nullptr;
  // The key of the burst that the event belongs to, if the trigger has `debounce`.
  std::string burst{};
  // The key by which the event is counted, if the trigger has `throttle`.
  std::string counted_by{};
  // The versions of the workflows that the run's steps run: RunStarted::pins. Whoever starts the
  // run knows them; null if its plan runs none.
  core::Json pins{};
};

// How a person starts a run by hand, with these inputs and this key, which may be empty. An input
// that the workflow does not declare is a problem too. Pure; any thread may call it.
Match match_by_hand(const Plan& plan, core::Json inputs, std::string key);

// Whether an event may start a run of a plan at all: it does so by its name, or a trigger takes its
// type, also to count it. Conditions are not asked. Pure; any thread may call it.
bool may_start(const Plan& plan, const core::Event& event);

// The outcome of asking a plan's triggers about an event.
struct Matched {
  // By the first trigger that matches; nullopt if none does.
  std::optional<Match> match{};
  // Conditions and run keys that could not be evaluated, of the triggers up to that one. Such a
  // trigger does not match.
  std::vector<core::Error> errors{};
};

// Asks the triggers of a plan, in their order, whether an event starts a run. An event by which a
// person starts this workflow by hand matches without them. `seen`: the event as expressions see it
// (Event::to_json()). `now`: wall time. `outside`: what expressions ask beside that. Pure; any
// thread may call it.
Matched match(const Plan& plan, const core::Event& event, const core::Json& seen, core::Time now,
              const cel::Outside& outside = {});

// The key of the slot that a run needs which this match starts; nullopt if it needs none. `id`:
// that of the run. With Errc::invalid or Errc::too_large the key cannot be computed, and the run
// fails at its start. Pure; any thread may call it.
core::Result<std::optional<std::string>> slot_key(const Plan& plan, core::RunId id,
                                                  const core::Json& seen, const Match& match,
                                                  core::Time now, const cel::Outside& outside = {});

// How a step of another run starts a run of a plan. `begin`: the event of that step. Pure; any
// thread may call it.
Match match_child(const Plan& plan, const core::ChildBegin& begin);

// Why each trigger did or did not match, with the values that decide: [{"event", "line", "matched",
// "reason", "explain"}]. A trigger that matches also has "key", the key of the run, if it names
// one, and "problem" if the run would fail at once.
core::Json explain_match(const Plan& plan, const core::Event& event, const core::Json& seen,
                         core::Time now, const cel::Outside& outside = {});

}  // namespace baton::engine
