#include "baton/views/step.hpp"

#include "baton/views/approval.hpp"
#include "baton/views/journal.hpp"
#include "baton/views/lane.hpp"
#include "baton/views/task.hpp"
#include "baton/views/time.hpp"

namespace baton::views {
namespace {

// What expressions see as steps.NAME; null when the step has not begun.
const core::Json* seen(const core::Run& run, const std::string& step) {
  const core::Json* steps = core::find(run.view(), "steps");
  return steps == nullptr ? nullptr : core::find(*steps, step);
}

core::Json member(const core::Json* record, std::string_view name) {
  const core::Json* value = record == nullptr ? nullptr : core::find(*record, name);
  return value == nullptr ? core::Json() : *value;
}

// How far the undoing of a step is; null when it has not begun.
core::Json undo_of(const core::Run& run, const std::string& step) {
  const auto& state = run.step(step + ".undo");
  if (state.status == core::StepStatus::pending) return {};
  return {{"status", core::to_text(state.status)},
          {"attempt", state.attempt},
          {"reason", state.reason},
          {"since", time(state.since)}};
}

// The run that a step has begun.
core::Json child(const core::Child& child) {
  return {{"run", child.run.text()},
          {"workflow", child.workflow},
          {"version", child.version},
          {"detached", child.detached}};
}

// How many items of a step are shown by themselves.
constexpr std::size_t kItemsShownMax = 100;

// The items of a step with `each`, in numbers, and those that have not succeeded.
core::Json items(const core::Run& run, const std::string& step, const core::Items& of,
                 const ports::Clock& clock) {
  core::Json json{{"total", of.size()},        {"begun", of.begun},   {"under_way", of.live},
                  {"succeeded", of.succeeded}, {"failed", of.failed}, {"of", core::Json::array()}};
  for (auto at = run.steps().upper_bound(core::StepRef(step));
       at != run.steps().end() && at->first.name == step && json["of"].size() < kItemsShownMax;
       ++at) {
    const auto& [ref, state] = *at;
    if (state.status == core::StepStatus::succeeded) continue;
    json["of"].push_back(
        {{"item", ref.item},
         {"index", of.index(ref.item)},
         {"status", core::to_text(state.status)},
         {"attempt", state.attempt},
         {"due", state.due_on_wall() ? time(state.due) : time_on_wall(state.due, clock)},
         {"reason", state.reason},
         {"uncertain", state.uncertain}});
    if (state.child) json["of"].back()["child"] = child(*state.child);
  }
  return json;
}

}  // namespace

core::Json step(const core::StepOutline& outline, const core::Run& run, const ports::Clock& clock,
                const ports::LaneState* lane) {
  const core::StepState& state = run.step(outline.name);
  const bool began = state.status != core::StepStatus::pending;
  core::Json json{{"name", outline.name},
                  {"verb", outline.verb},
                  {"title", outline.title},
                  {"needs", outline.needs},
                  {"status", core::to_text(state.status)},
                  {"attempt", state.attempt},
                  {"looks", state.look},
                  {"since", began ? time(state.since) : core::Json()},
                  {"due", state.due_on_wall() ? time(state.due) : time_on_wall(state.due, clock)},
                  {"reason", state.reason},
                  {"input", state.input}};
  if (!outline.gate.empty()) json["gate"] = outline.gate;
  if (!outline.team.empty()) json["team"] = outline.team;
  if (!outline.connection.empty()) {
    json["connection"] = outline.connection;
    json["operation"] = outline.operation;
    json["attempts_max"] = outline.attempts_max;
  }
  const core::Json* record = seen(run, outline.name);
  for (const char* name : {"output", "error", "started_at", "finished_at"})
    json[name] = member(record, name);
  if (lane != nullptr) {
    json["lane"] = views::lane(*lane);
    if (state.reason.empty()) json["reason"] = lane->text();
  }
  if (auto undo = undo_of(run, outline.name); !undo.is_null()) json["undo"] = std::move(undo);
  if (state.child) json["child"] = child(*state.child);
  if (state.sla) json["sla"] = service_level(state, clock);
  if (state.items) json["items"] = items(run, outline.name, *state.items, clock);
  if (state.approval) json["approval"] = asked(*state.approval, clock);
  if (state.task) json["task"] = worked_on(*state.task, clock);
  if (state.uncertain) json["uncertain"] = true;
  if (state.late) json["late"] = transition(*state.late);
  return json;
}

core::Json service_level(const core::StepState& state, const ports::Clock& clock) {
  return core::told(*state.sla, core::live(state.status),
                    clock.on_wall(core::Time{}) - core::Time{});
}

}  // namespace baton::views
