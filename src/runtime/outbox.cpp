#include "runtime/outbox.hpp"

#include "baton/engine/decide.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/telemetry/log.hpp"

#include <algorithm>
#include <optional>

namespace baton::runtime {

namespace {

// Whether it only tells something beside what the step does: of its clock, or what it read.
bool beside(const core::Transition& transition) {
  return std::holds_alternative<core::SlaStarted>(transition) ||
         std::holds_alternative<core::SlaPaused>(transition) ||
         std::holds_alternative<core::SlaResumed>(transition) ||
         std::holds_alternative<core::SlaMissed>(transition) ||
         std::holds_alternative<core::FactsRead>(transition);
}

// The sequence of the journal entry that decided what the step does now; 0 when there is none.
std::int64_t decided_at(const std::vector<ports::JournalRow>& journal, const core::StepRef& step) {
  const auto concerns = [&step](const auto& transition) {
    return core::step_of(transition) == step && !beside(transition);
  };
  const auto decided =
      std::find_if(journal.rbegin(), journal.rend(), [&concerns](const auto& entry) {
        return std::any_of(entry.transitions.begin(), entry.transitions.end(), concerns);
      });
  return decided == journal.rend() ? 0 : decided->sequence;
}

// The run that was read last. Items of one step have many rows in the outbox, and reading a run
// takes as long as its journal.
struct LastRead {
  core::RunId id{};
  std::vector<ports::JournalRow> journal{};
  std::optional<core::Run> run{};

  void read(ports::Queries& queries, core::RunId wanted) {
    if (id == wanted) return;
    id = {};
    journal = queries.journal(wanted);
    run = load_run(queries, wanted, journal);
    id = wanted;
  }
};

std::optional<core::StartAction> action_of(ports::Queries& queries, PlanCache& plans,
                                           const ports::StepRow& row, const Earlier& earlier,
                                           LastRead& last) {
  last.read(queries, row.run);
  const auto& journal = last.journal;
  const auto& run = last.run;
  if (!run) return std::nullopt;
  const auto plan = plans.plan(queries, run->head().workflow, run->head().version);
  if (!plan) throw ports::RowDamaged(plan.error().message);
  if (!*plan) return std::nullopt;
  auto action = engine::resume(**plan, *run, row.step, earlier.until);
  const auto& state = run->step(row.step);
  if (!action || state.status != core::StepStatus::running) return action;
  const bool listed = earlier.sent.sent.contains({row.run.value(), row.step, state.doing()});
  if (!listed && decided_at(journal, row.step) > earlier.sent.after)
    action->mode = core::StartAction::Mode::perform;
  return action;
}

}  // namespace

Taken actions_of(ports::Queries& queries, PlanCache& plans, const std::vector<ports::StepRow>& rows,
                 const Earlier& earlier) {
  Taken taken;
  LastRead last;
  for (const auto& row : rows) {
    std::optional<core::StartAction> action;
    try {
      action = action_of(queries, plans, row, earlier, last);
    } catch (const ports::RowDamaged& damage) {  // the other rows can still be used
      spdlog::error("run {}, step {} is left in the outbox: {}", row.run.text(), row.step.text(),
                    damage.what());
    }
    if (action) {
      taken.actions.push_back(std::move(*action));
    } else {
      taken.unreadable.push_back(&row);
    }
  }
  return taken;
}

}  // namespace baton::runtime
