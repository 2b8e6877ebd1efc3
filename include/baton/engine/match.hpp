#pragma once

#include "baton/core/event.hpp"
#include "baton/engine/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace baton::engine {

// An event starts a run of a plan.
struct Match {
  std::size_t trigger = 0;
  std::string key{};      // empty: no run key
  core::Json inputs{};    // with defaults filled in
  std::string problem{};  // not empty: the inputs are not what the template declares; the run
                          // starts only to fail visibly
};

// The outcome of asking a plan's triggers about an event.
struct Matched {
  std::optional<Match> match{};
  std::vector<core::Error>
      errors{};  // conditions that could not be evaluated: never counted as "no" in silence
};

// `seen`: the event as expressions see it (Event::to_json()). The first trigger that matches wins.
Matched match(const Plan& plan, const core::Event& event, const core::Json& seen, core::Time now);

// Why each trigger did or did not match, with the values that decide: [{"event", "matched",
// "reason", "explain"}]; beside it the `key` of the run, and the `problem` that the run fails of at
// once.
core::Json explain_match(const Plan& plan, const core::Event& event, const core::Json& seen,
                         core::Time now);

}  // namespace baton::engine
