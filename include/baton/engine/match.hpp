#pragma once

#include "baton/core/event.hpp"
#include "baton/engine/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace baton::engine {

// An event starts a run of a plan.
struct Match {
  // Empty: the trigger names no run key.
  std::string key{};
  // With defaults filled in.
  core::Json inputs{};
  // What the inputs lack of what the template declares. If it is not empty, the run starts only to
  // fail visibly.
  std::string problem{};
};

// The outcome of asking a plan's triggers about an event.
struct Matched {
  std::optional<Match> match{};
  // Conditions that could not be evaluated. Such a condition never counts as "no" in silence.
  std::vector<core::Error> errors{};
};

// `seen`: the event as expressions see it (Event::to_json()). The first trigger that matches wins.
Matched match(const Plan& plan, const core::Event& event, const core::Json& seen, core::Time now);

// Why each trigger did or did not match, with the values that decide: [{"event", "matched",
// "reason", "explain"}]; beside it the `key` of the run, and the `problem` that the run fails of at
// once.
core::Json explain_match(const Plan& plan, const core::Event& event, const core::Json& seen,
                         core::Time now);

}  // namespace baton::engine
