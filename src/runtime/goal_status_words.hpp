#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/goals/standing.hpp"
#include "baton/insight/days.hpp"
#include "baton/kpis/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The sentences of the status of a goal. Pure; any thread.
namespace baton::runtime {

// A run, and the line of its journal that says what is told of it.
struct StatusRun {
  core::RunId run{};
  std::string workflow{};
  std::string title{};
  // Why it failed; may be empty.
  std::string why{};
  // Since when it stands so, in wall time.
  core::Time since{};
  // The number of the line. Without it nothing is told of the run.
  std::optional<std::int64_t> line{};
};

// A KPI over its window, and over the window that ended a week before.
struct StatusKpi {
  // Borrowed.
  const kpis::Definition* kpi = nullptr;
  kpis::Value now{};
  kpis::Value before{};
  insight::Days days{};
};

// An open run that will probably end late.
struct StatusLate {
  core::RunId run{};
  std::string workflow{};
  std::string title{};
  // The probability, 0 to 1.
  double late = 0;
  // When that was computed, in wall time.
  core::Time made_at{};
};

// What is known of a goal and a week.
struct StatusFacts {
  std::string title{};
  goals::State state = goals::State::on_track;
  // When it stood so, in wall time.
  core::Time at{};
  std::optional<core::Time> due{};
  // Runs that stand in the way, those that have stood longest first.
  std::vector<StatusRun> blocking{};
  // How many they are with those that are left out.
  std::int64_t blocked = 0;
  // Other runs that are open.
  std::vector<StatusRun> open{};
  // How many are open, with those that stand in the way.
  std::int64_t under_way = 0;
  // There are more that stand in the way than `blocked` says, and more open ones than `under_way`.
  bool at_least = false;
  bool more_open = false;
  // What is beneath it and not on track.
  std::vector<std::string> beneath{};
  // The runs that ended in the week, the newest first.
  std::vector<StatusRun> succeeded{};
  std::vector<StatusRun> failed{};
  // There may be more of these.
  bool more = false;
  std::vector<StatusKpi> kpis{};
  std::vector<StatusLate> late{};
  // Open runs that are due and of which nothing can be foretold.
  std::vector<StatusRun> unforeseen{};
};

// A sentence and what it stands on.
struct StatusSentence {
  // "state", "finished", "failed", "kpi" or "late".
  std::string_view about;
  std::string text{};
  // At least one; schema `StatusEvidence` of docs/openapi.yaml.
  core::Json stands_on = core::Json::array();
};

// What the facts say. A run whose line is missing is not counted, and a sentence that would stand
// on nothing is not said.
std::vector<StatusSentence> status_sentences(const StatusFacts& facts, context::Language language);

}  // namespace baton::runtime
