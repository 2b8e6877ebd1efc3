#include "baton/runtime/verdict.hpp"

#include "baton/core/own_events.hpp"
#include "baton/identity/principal.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/task_act.hpp"
#include "baton/runtime/unknown.hpp"
#include "runtime/checks.hpp"
#include "runtime/migrating.hpp"
#include "runtime/task_checks.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace baton::runtime {

namespace {

// What a person does, with the run as it stands.
struct Acted {
  ports::Queries& queries;
  PlanCache& plans;
  const core::Run& run;
  const core::Event& event;
};

identity::Principal by_whom(const core::Event& event) {
  return {identity::Role::admin, event.actor};
}

Verdict on_decision(const Acted& at) {
  const auto* approve = core::find(at.event.data, "approve");
  const bool yes = approve != nullptr && *approve == core::Json(true);
  auto answer = decidable(at.run, core::step_named(at.event), yes,
                          core::text_at(at.event.data, "hash"), by_whom(at.event));
  return {std::move(answer.refusal), answer.repeated};
}

Verdict on_retry(const Acted& at) {
  return {retryable(at.queries, at.plans, at.run, core::step_named(at.event), at.event.actor)};
}

Verdict on_skip(const Acted& at) {
  return {skippable(at.queries, at.plans, at.run, core::step_named(at.event).key())};
}

Verdict on_cancel(const Acted& at) { return {cancellable(at.run)}; }

Verdict on_migration(const Acted& at) {
  auto conflicts = unmigratable(at.queries, at.plans, at.run, core::version_wanted(at.event));
  if (conflicts.empty()) return {};
  return {std::move(conflicts.front())};
}

Verdict on_task(const Acted& at, TaskAct act) {
  const auto step = core::step_named(at.event);
  auto answer = doable(at.run, step, act, by_whom(at.event));
  if (act.kind == TaskAct::Kind::reopen && !answer.refusal)
    answer.refusal = being_undone(at.queries, at.plans, at.run, step);
  return {std::move(answer.refusal), answer.repeated};
}

Verdict on_claim(const Acted& at) {
  TaskAct act;
  act.owner = core::text_at(at.event.data, "owner");
  return on_task(at, std::move(act));
}

Verdict on_release(const Acted& at) {
  TaskAct act;
  act.kind = TaskAct::Kind::release;
  return on_task(at, std::move(act));
}

Verdict on_finish(const Acted& at) {
  TaskAct act;
  act.kind = TaskAct::Kind::finish;
  if (const auto* values = core::find(at.event.data, "values")) act.values = *values;
  return on_task(at, std::move(act));
}

Verdict on_reopening(const Acted& at) {
  TaskAct act;
  act.kind = TaskAct::Kind::reopen;
  act.comment = core::text_at(at.event.data, "reason");
  return on_task(at, std::move(act));
}

// A type of event that a person causes, and the check of it.
struct Judge {
  std::string_view type;
  Verdict (*check)(const Acted& at);
};

constexpr std::array kJudges{
    Judge{core::kApprovalDecide, on_decision}, Judge{core::kRunRetry, on_retry},
    Judge{core::kStepSkip, on_skip},           Judge{core::kRunCancel, on_cancel},
    Judge{core::kRunMigrate, on_migration},    Judge{core::kTaskClaim, on_claim},
    Judge{core::kTaskRelease, on_release},     Judge{core::kTaskFinish, on_finish},
    Judge{core::kTaskReopen, on_reopening},
};

}  // namespace

Verdict verdict_on(ports::Queries& queries, PlanCache& plans, const core::Event& event) {
  const auto judge = std::find_if(kJudges.begin(), kJudges.end(),
                                  [&event](const Judge& each) { return each.type == event.type; });
  const auto id = core::addressee(event);
  if (judge == kJudges.end() || !id) return {};
  const auto run = load_run(queries, *id);
  if (!run) return {no_such_run(*id)};
  if (auto refusal = another_open(queries, *run)) return {std::move(refusal)};
  return judge->check({queries, plans, *run, event});
}

}  // namespace baton::runtime
