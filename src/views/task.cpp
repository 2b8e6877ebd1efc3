#include "baton/views/task.hpp"

#include "baton/views/step.hpp"
#include "baton/views/time.hpp"

namespace baton::views {

std::string task_id(const ports::TaskRow& row) { return row.run.text() + "." + row.step.key(); }

core::Json task(const ports::TaskRow& row, const ports::Clock& clock) {
  core::Json json{{"id", task_id(row)},
                  {"run", row.run.text()},
                  {"step", row.step.name},
                  {"workflow", row.workflow},
                  {"run_title", row.run_title},
                  {"title", row.title},
                  {"group", row.group},
                  {"users", row.users},
                  {"status", ports::to_text(row.status)},
                  {"owner", row.owner},
                  {"requested_at", core::to_rfc3339(row.requested_at)},
                  {"due", time_on_wall(row.due, clock)},
                  {"ends", time_on_wall(row.ends, clock)},
                  {"done_at", time(row.done_at)},
                  {"overdue", row.overdue},
                  {"reopened", row.reopened}};
  if (row.step.has_item()) json["item"] = row.step.item;
  return json;
}

core::Json task_detail(const ports::TaskRow& row, const core::Run* run, const ports::Clock& clock) {
  core::Json json = task(row, clock);
  if (run == nullptr || !run->step(row.step).task) return json;
  const core::StepState& state = run->step(row.step);
  const core::Task& kept = *state.task;
  if (state.sla) json["sla"] = service_level(state, clock);
  json["description"] = kept.request.description;
  json["of"] = kept.request.of;
  json["form"] = kept.request.form.is_null() ? core::Json::array() : kept.request.form;
  json["values"] = kept.values;
  json["comment"] = kept.comment;
  json["requester"] = run->head().requester;
  if (const auto* context = core::find(run->view(), "context")) json["context"] = *context;
  if (!kept.request.routed.is_null()) json["routed"] = kept.request.routed;
  if (!kept.owner.is_nobody()) json["owned_since"] = core::to_rfc3339(kept.owned_since);
  if (kept.reopened > 0) {
    json["reopened_by"] = kept.reopened_by;
    json["reopened_because"] = kept.reopened_because;
  }
  return json;
}

core::Json worked_on(const core::Task& task, const ports::Clock& clock) {
  const core::TaskRequested& request = task.request;
  return {{"title", request.title},
          {"group", request.group},
          {"users", request.users},
          {"owner", task.owner},
          {"due", time_on_wall(request.due, clock)},
          {"ends", time_on_wall(request.ends, clock)},
          {"overdue", task.overdue},
          {"reopened", task.reopened},
          {"requested_at", core::to_rfc3339(task.requested_at)}};
}

}  // namespace baton::views
