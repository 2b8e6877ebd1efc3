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

// The journal entry that decided what the step does now; null when there is none.
const ports::JournalRow* deciding(const std::vector<ports::JournalRow>& journal,
                                  const core::StepRef& step) {
  const auto concerns = [&step](const auto& transition) {
    return core::step_of(transition) == step && !beside(transition);
  };
  const auto decided =
      std::find_if(journal.rbegin(), journal.rend(), [&concerns](const auto& entry) {
        return std::any_of(entry.transitions.begin(), entry.transitions.end(), concerns);
      });
  return decided == journal.rend() ? nullptr : &*decided;
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

std::optional<Taken::Action> action_of(ports::Queries& queries, PlanCache& plans,
                                       const ports::StepRow& row, const Earlier& earlier,
                                       LastRead& last) {
  last.read(queries, row.run);
  const auto& run = last.run;
  if (!run) return std::nullopt;
  const auto plan = plans.plan(queries, run->head().workflow, run->head().version);
  if (!plan) throw ports::RowDamaged(plan.error().message);
  if (!*plan) return std::nullopt;
  auto action = engine::resume(**plan, *run, row.step, earlier.until);
  if (!action) return std::nullopt;
  Taken::Action taken{*std::move(action)};
  const auto& state = run->step(row.step);
  if (state.status != core::StepStatus::running) return taken;
  const auto* decided = deciding(last.journal, row.step);
  const bool listed = earlier.sent.sent.contains({row.run.value(), row.step, state.doing()});
  if (!listed && decided && decided->sequence > earlier.sent.after)
    taken.action.mode = core::StartAction::Mode::perform;
  if (decided && !state.due) taken.decided = decided->at;
  return taken;
}

}  // namespace

Taken actions_of(ports::Queries& queries, PlanCache& plans, const std::vector<ports::StepRow>& rows,
                 const Earlier& earlier) {
  Taken taken;
  LastRead last;
  for (const auto& row : rows) {
    std::optional<Taken::Action> action;
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
