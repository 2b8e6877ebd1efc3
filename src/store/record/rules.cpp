#include "store/record/rules.hpp"

#include "baton/core/event_names.hpp"
#include "baton/core/own_events.hpp"
#include "baton/core/result.hpp"
#include "baton/core/words.hpp"

#include <algorithm>
#include <string>

namespace baton::store {
namespace {

// An ended run must have no alarms: they are found by their times only, so deleting the run would
// not find them.
void check_alarms(const ports::RunChange& change) {
  const auto& set = change.before.alarms;
  for (const auto& alarm : change.alarms)
    core::ensure(alarm.run == change.run.id, "an alarm belongs to its run");
  for (const auto& alarm : change.alarms_over)
    core::ensure(std::find(set.begin(), set.end(), alarm) != set.end(),
                 "an alarm that is over was set");
  const bool none_left = change.alarms.empty() && change.alarms_over.size() == set.size();
  core::ensure(none_left || !core::ended(change.run.status), "an ended run has no alarms");
}

}  // namespace

bool from_outside(const core::Event& event) {
  if (event.source.starts_with("workflow/"))
    return false;  // a run has emitted it; senders may not use such a source
  // It has an origin so that no planned moment fires twice.
  if (event.type == core::kScheduleFired && event.source == "baton") return false;
  return !event.origin.empty() || !core::own_type(event.type);
}

bool performing(const ports::StepRow& row) {
  const bool looked_for =
      row.status == core::StepStatus::unknown || row.status == core::StepStatus::cancelled;
  return row.status == core::StepStatus::running || (looked_for && row.due);
}

std::vector<std::string> words_of_run(std::string_view title, std::string_view key,
                                      std::string_view workflow) {
  std::string text(title);
  text.append(1, '\n').append(key).append(1, '\n').append(workflow);
  return core::words_of(text);
}

bool has_words(const ports::RunRow& run, const std::vector<std::string>& words) {
  return words.empty() ||
         core::all_begin_one(words, words_of_run(run.title, run.key, run.workflow));
}

bool meets(const ports::EventSearch& search, std::string_view type, std::string_view source,
           std::string_view subject) {
  using Of = ports::EventTerm::Of;
  const auto holds = [&](const ports::EventTerm& term) {
    const bool same = term.of == Of::type     ? core::type_matches(term.value, type)
                      : term.of == Of::source ? source == term.value
                                              : subject == term.value;
    return same != term.negated;
  };
  if (!std::all_of(search.terms.begin(), search.terms.end(), holds)) return false;
  if (search.words.empty()) return true;
  std::string text(type);
  text.append(1, ' ').append(source).append(1, ' ').append(subject);
  return core::all_begin_one(search.words, core::words_of(text));
}

void check(const ports::RunChange& change) {
  const auto id = change.run.id;
  core::ensure(static_cast<bool>(id), "a saved run has an id");
  core::ensure(change.entry.run == id, "a journal entry belongs to its run");
  for (const auto& step : change.steps) {
    core::ensure(step.run == id, "a step row belongs to its run");
    core::ensure(core::live(step.status) || performing(step),
                 "only steps to which something still has to happen have a row");
  }
  const auto& rows = change.before.steps;
  for (const auto& step : change.settled)
    core::ensure(std::find(rows.begin(), rows.end(), step) != rows.end(),
                 "a step that settles had a row");
  check_alarms(change);
  core::ensure(!change.slot || !core::ended(change.run.status), "an ended run has no slot");
  core::ensure(!change.slot || change.slot->run == id, "a place in a slot belongs to its run");
  for (const auto& wait : change.waits) core::ensure(wait.run == id, "a wait belongs to its run");
  for (const auto& approval : change.approvals)
    core::ensure(approval.run == id, "an approval belongs to its run");
  for (const auto& task : change.tasks) core::ensure(task.run == id, "a task belongs to its run");
  for (const auto& row : change.flow)
    core::ensure(row.workflow == change.run.workflow, "figures belong to the run's workflow");
}

}  // namespace baton::store
