#include "engine/definition_parts.hpp"
#include "engine/lengths.hpp"
#include "engine/routing.hpp"
#include "engine/task_words.hpp"
#include "engine/verbs/common.hpp"
#include "engine/verbs/verb.hpp"
#include "engine/waits.hpp"

#include <optional>
#include <utility>

namespace baton::engine {

namespace {

PlanVerb compile_task(Compiler& compiler, const core::Step& step) {
  const auto& verb = std::get<core::PeopleTask>(step.verb);
  PlanTask task{&verb};
  task.title = compiler.document(verb.title, step.name + ".title");
  task.description = compiler.document(verb.description, step.name + ".description");
  task.of = compiler.document(verb.of, step.name + ".of");
  if (verb.routing) task.route_with = compiler.document(verb.routing->with, step.name + ".by.with");
  for (const auto& value : verb.defaults) {
    task.defaults.push_back(
        value.value.is_null() ? nullptr : compiler.document(value, step.name + ".default"));
  }
  return task;
}

void define_task(const core::Step& step, core::Json& definition) {
  const auto& verb = std::get<core::PeopleTask>(step.verb);
  core::Json defaults = core::Json::array();
  for (const auto& value : verb.defaults) defaults.push_back(value.value);
  definition["task"] = {{"group", verb.group},
                        {"users", verb.users},
                        {"title", verb.title.value},
                        {"description", verb.description.value},
                        {"of", verb.of.value},
                        {"due", json_of(verb.due)},
                        {"form", core::to_json(verb.form)},
                        {"defaults", std::move(defaults)},
                        {"route", json_of(verb.routing)}};
}

// A text of the task; empty if it has none. Nothing: it cannot be rendered, and the step has
// failed.
std::optional<std::string> text_of_task(DecisionDraft& draft, const PlanStep& step,
                                        const DocumentPtr& document, std::string_view what) {
  auto text = render(draft, step, document, what, as_one_line);
  if (!text) return std::nullopt;
  return printed(*text);
}

// The form with its default values. A default that does not fit its field is left out, and a note
// says so; people then see an empty field. Nothing: one cannot be rendered, and the step has
// failed.
std::optional<core::Form> form_of_task(DecisionDraft& draft, const PlanStep& step,
                                       std::vector<std::string>& notes) {
  const auto& task = std::get<PlanTask>(step.verb);
  auto form = task.spec->form;
  for (std::size_t at = 0; at < form.size(); ++at) {
    if (!task.defaults[at]) continue;
    auto value = render(draft, step, task.defaults[at], "form." + form[at].name);
    if (!value) return std::nullopt;
    if (value->is_null()) continue;
    const auto why = core::unfit(form[at], *value);
    if (why.empty()) {
      form[at].default_value = std::move(*value);
    } else {
      notes.push_back("the default of \"" + form[at].name +
                      "\" does not fit and is left out: " + why);
    }
  }
  return form;
}

// Has the route of the step say who may do it. `found`: what it has said already in this decision.
// False: it cannot, and the step has failed.
bool routed(DecisionDraft& draft, const PlanStep& step, core::TaskRequested& request,
            std::optional<Routed> found) {
  const auto& task = std::get<PlanTask>(step.verb);
  if (!task.spec->routing) return true;
  found = ask_route(draft, step, *task.spec->routing, task.route_with, std::move(found));
  if (!found) return false;
  if (found->groups.size() > 1) {
    fail(draft, step, "route",
         "by: a task is of one group, and the route \"" + task.spec->routing->route +
             "\" gives several");
    return false;
  }
  if (!found->groups.empty()) request.group = std::move(found->groups.front());
  request.users = std::move(found->users);
  request.routed = std::move(found->how);
  return true;
}

void request_task(DecisionDraft& draft, const PlanStep& step, std::optional<Routed> found) {
  const auto& task = std::get<PlanTask>(step.verb);
  if (!context_complete(draft, step)) return;
  auto title = text_of_task(draft, step, task.title, "title");
  if (!title) return;
  auto description = text_of_task(draft, step, task.description, "description");
  if (!description) return;
  auto of = render(draft, step, task.of, "of");
  if (!of) return;
  std::vector<std::string> notes;
  auto form = form_of_task(draft, step, notes);
  if (!form) return;
  if (title->empty()) title = step.spec->title.empty() ? step.spec->name : step.spec->title;
  core::TaskRequested request{step.ref, std::move(*title), std::move(*description),
                              task.spec->group, task.spec->users};
  if (!routed(draft, step, request, std::move(found))) return;
  request.of = std::move(*of);
  if (!form->empty()) request.form = core::to_json(*form);
  request.position = draft.start_of(step);
  if (task.spec->due) {
    request.due = end_of(draft, step, *task.spec->due, "due");
    if (!request.due) return;
  }
  if (step.spec->timeout) {
    request.ends = end_of(draft, step, *step.spec->timeout, "timeout");
    if (!request.ends) return;
  }
  draft.note(std::move(request));
  for (auto& note : notes) note_on(draft, step, std::move(note));
}

void begin_task(DecisionDraft& draft, const PlanStep& step) { request_task(draft, step, {}); }

// Whoever has the task keeps it.
void route_task_again(DecisionDraft& draft, const PlanStep& step) {
  const auto& task = std::get<PlanTask>(step.verb);
  if (!task.spec->routing || !draft.state(step).task->owner.is_nobody()) return;
  const auto before = draft.state(step).task->request.routed;
  auto found = ask_route_again(draft, step, *task.spec->routing, task.route_with, before);
  if (!found) return;
  request_task(draft, step, std::move(found));
}

void came_due_task(DecisionDraft& draft, const PlanStep& step) {
  const auto steady = draft.moment.steady;
  const auto& task = *draft.state(step).task;
  const auto due = task.request.due;
  const auto ends = task.request.ends;
  if (due && *due <= steady && !task.overdue) draft.note(core::TaskOverdue{step.ref, *due});
  if (ends && *ends <= steady) time_out(draft, step, "nobody did it");
}

std::string why_task(const core::Run&, const PlanStep&, const core::StepState& state,
                     const std::string& due) {
  return because_tasked(*state.task, due);
}

std::string now_at_task(const core::StepState& state) {
  const auto& task = *state.task;
  return "work by " +
         (task.owner.is_nobody() ? who_works(task.request) : std::string(task.owner.name()));
}

Tasked tasked(const core::StepState& state) {
  switch (state.status) {
    case core::StepStatus::waiting:
      return state.task->owner.is_nobody() ? Tasked::open : Tasked::claimed;
    case core::StepStatus::succeeded: return Tasked::done;
    case core::StepStatus::failed: return Tasked::expired;
    default: return Tasked::withdrawn;
  }
}

void rows_of_task(const PlanStep&, const core::StepState& state, StepRows& rows) {
  if (state.task) rows.tasked = tasked(state);
}

}  // namespace

constinit const VerbRow PlanTask::kRow{.compile = compile_task,
                                       .define = define_task,
                                       .begin = begin_task,
                                       .came_due = came_due_task,
                                       .fact_changed = route_task_again,
                                       .why = why_task,
                                       .now_at = now_at_task,
                                       .rows = rows_of_task,
                                       .revocable_while = core::StepStatus::waiting};

}  // namespace baton::engine
