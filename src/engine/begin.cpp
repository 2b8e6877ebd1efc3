#include "engine/begin.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/text.hpp"
#include "baton/engine/lifecycle.hpp"
#include "baton/engine/resolving.hpp"
#include "engine/bounds.hpp"
#include "engine/waits.hpp"

#include <algorithm>

namespace baton::engine {

namespace {

using core::Json;

void fail(Draft& draft, const PlanStep& step, std::string code, std::string message) {
  draft.note(core::StepFailed{step.spec->name, std::move(code), std::move(message)});
}

bool empty(const Json* value) {
  if (!value || value->is_null()) return true;
  if (value->is_string()) return value->get_ref<const std::string&>().empty();
  return value->is_structured() && value->empty();
}

// The context travels: a hand-off that would drop a required part of it fails, naming the part and
// the hop.
bool context_complete(Draft& draft, const PlanStep& step) {
  for (const auto& field : draft.plan.source().context.require) {
    if (!empty(core::find(draft.run().view().at("context"), field))) continue;
    std::string from = "the start";
    if (!step.needs.empty()) from = "\"" + draft.plan.steps()[step.needs.front()].spec->name + "\"";
    fail(draft, step, "context_dropped",
         "the hand-off from " + from + " to \"" + step.spec->name + "\" would drop context." +
             field + ", which the template requires");
    return false;
  }
  return true;
}

// Renders a document of the step; on an error, or when it is more than a run can keep, the step
// fails and nothing comes back.
std::optional<Json> render(Draft& draft, const PlanStep& step, const DocumentPtr& document,
                           std::string_view what, cel::Document::OfText of_text = nullptr) {
  auto rendered = document->render(draft.names(), of_text);
  if (!rendered) {
    fail(draft, step, "expression", std::string(what) + ": " + rendered.error().text());
    return std::nullopt;
  }
  if (auto why = too_large(draft.run(), *rendered, what); !why.empty()) {
    fail(draft, step, "too_large", std::move(why));
    return std::nullopt;
  }
  return std::move(*rendered);
}

// One more event because of the run's root: neither too deep in a chain of runs, nor too many all
// in all.
bool may_publish(Draft& draft, const PlanStep& step) {
  const auto depth = draft.run().head().depth + 1;
  if (depth > static_cast<int>(core::kCausationDepthMax)) {
    fail(draft, step, "causation_depth",
         "this event would be the " + std::to_string(depth) +
             "th in a chain of runs starting runs; expected at most " +
             std::to_string(core::kCausationDepthMax) +
             " (causation_depth_max): look for workflows that start each other");
    return false;
  }
  if (draft.descendants_left() > 0) return true;
  fail(draft, step, "causation_width",
       "event " + root_of(draft.run()).text() + " has caused " +
           std::to_string(core::kDescendantsMax) +
           " events, through all runs, and may cause no more (descendants_max): look for workflows "
           "that start each other");
  return false;
}

// A person has it tried again, and whether the last attempt had its effect is not known.
void look_first(Draft& draft, const PlanStep& step) {
  const auto& state = draft.state(step);
  const auto now = draft.moment.steady;
  draft.note(
      core::StepUnknown{step.spec->name, state.attempt, now,
                        "it is tried again, and what became of its last attempt is not known",
                        state.look + 1, state.sent});
  draft.act(action_of(draft.run(), step, now, core::StartAction::Mode::read_back));
}

// A value in the question of an approval cannot pass for a line of it.
std::string as_one_line(std::string_view text) {
  return core::one_line(text, core::kValueBytesMax);
}

// Whether its input may have been made of an output that a person has corrected since.
bool may_be_outdated(const Draft& draft, const PlanStep& step) {
  const auto& steps = draft.plan.steps();
  return std::any_of(step.before.begin(), step.before.end(), [&](std::size_t at) {
    return resolved_by_a_person(draft.run(), steps[at].spec->name);
  });
}

void begin_verb(Draft& draft, const PlanStep& step, const core::DoAction&) {
  if (!context_complete(draft, step)) return;
  const auto& state = draft.state(step);
  if (state.uncertain) return look_first(draft, step);
  Json input;
  if (state.input.is_null() || may_be_outdated(draft, step)) {
    auto rendered = render(draft, step, step.with, "with");
    if (!rendered) return;
    input = rendered->is_null() ? Json::object() : std::move(*rendered);
  }
  const int attempt = state.attempt + 1;
  const auto key = state.key.empty() ? action_key(draft.run(), step.spec->name) : std::string();
  draft.note(core::StepStarted{step.spec->name, attempt, key, std::move(input),
                               draft.start_of(step), give_up_at(draft, step)});
  draft.act(action_of(draft.run(), step, draft.moment.steady, core::StartAction::Mode::perform));
}

void begin_verb(Draft& draft, const PlanStep& step, const core::Approve& verb) {
  if (!context_complete(draft, step)) return;
  auto of = render(draft, step, step.with, "of");
  if (!of) return;
  auto ask = render(draft, step, step.text, "ask", as_one_line);
  if (!ask) return;
  auto question = ask->is_string() ? ask->get<std::string>() : step.spec->title;
  if (question.empty()) question = "Approve \"" + step.spec->name + "\"?";
  core::ApprovalRequested request{step.spec->name, std::move(question), verb.group,
                                  verb.users,      verb.count,          verb.not_requester};
  request.hash = core::sha256_hex(core::dump(*of));
  request.of = std::move(*of);
  request.position = draft.start_of(step);
  if (step.spec->timeout) request.due = core::plus(draft.moment.steady, *step.spec->timeout);
  draft.note(std::move(request));
}

void begin_verb(Draft& draft, const PlanStep& step, const core::WaitEvent& verb) {
  open_wait(draft, step, verb);
}

void begin_verb(Draft& draft, const PlanStep& step, const core::Sleep& verb) {
  core::StepWaiting waiting{step.spec->name};
  waiting.position = draft.start_of(step);
  if (verb.length) {
    waiting.due = core::plus(draft.moment.steady, *verb.length);
  } else {
    waiting.on_wall = true;
    const auto until = step.condition->evaluate(draft.names()).value;
    if (!until) return fail(draft, step, "expression", "until: " + until.error().text());
    if (until->is(cel::Value::Kind::string)) {
      const auto time = core::parse_rfc3339(until->as_string());
      if (!time) return fail(draft, step, "expression", "until: " + time.error().text());
      waiting.due = *time;
    } else if (until->is(cel::Value::Kind::timestamp)) {
      waiting.due = core::Time(std::chrono::seconds(until->seconds()) +
                               std::chrono::microseconds(until->nanos() / 1000));
    } else {
      return fail(draft, step, "expression",
                  "until: expected a timestamp, got " + until->literal());
    }
  }
  draft.note(std::move(waiting));
}

void begin_verb(Draft& draft, const PlanStep& step, const core::Emit& verb) {
  auto data = render(draft, step, step.with, "data");
  if (!data) return;
  auto subject = render(draft, step, step.text, "subject");
  if (!subject) return;
  if (!may_publish(draft, step)) return;
  core::Event event;
  event.type = verb.event;
  event.source = "workflow/" + draft.plan.source().name;
  event.origin = action_key(draft.run(), step.spec->name) + "." +
                 std::to_string(draft.state(step).attempts_before);
  event.subject = subject->is_string() ? subject->get<std::string>() : std::string();
  event.time = draft.moment.now;
  event.received = draft.moment.now;
  event.actor = draft.run().head().requester;
  event.depth = static_cast<std::uint16_t>(draft.run().head().depth + 1);
  event.root = root_of(draft.run());
  event.data = data->is_null() ? Json::object() : std::move(*data);
  Json output{{"event", event.type}, {"data", event.data}};
  draft.act(core::Publish{std::move(event)});
  draft.note(core::StepSucceeded{step.spec->name, std::move(output), draft.start_of(step)});
}

void begin_verb(Draft& draft, const PlanStep& step, const core::SetValues&) {
  auto values = render(draft, step, step.with, "set");
  if (values)
    draft.note(core::StepSucceeded{step.spec->name, std::move(*values), draft.start_of(step)});
}

}  // namespace

std::string action_key(const core::Run& run, std::string_view step) {
  auto key = run.id().text();
  key += '.';
  key += step;
  return key;
}

core::StartAction action_of(const core::Run& run, const PlanStep& step, core::Time not_before,
                            core::StartAction::Mode mode) {
  const auto& verb = std::get<core::DoAction>(step.spec->verb);
  const auto& state = run.step(step.spec->name);
  core::StartAction action;
  action.run = run.id();
  action.root = root_of(run);
  action.step = step.spec->name;
  action.attempt = state.attempt;
  action.look = state.look;
  action.key = state.key;
  action.connection = verb.connection;
  action.operation = verb.operation;
  action.input = state.input;
  action.context = run.view().at("context");
  action.not_before = not_before;
  action.timeout = step.spec->timeout.value_or(core::Duration{});
  action.mode = mode;
  action.sent_at = state.sent;
  action.give_up_at = state.give_up_at;
  return action;
}

void send_anew(Draft& draft, const PlanStep& step) {
  draft.note(core::StepStarted{
      step.spec->name, draft.state(step).attempt + 1, {}, {}, {}, give_up_at(draft, step)});
  draft.act(action_of(draft.run(), step, draft.moment.steady, core::StartAction::Mode::perform));
}

std::optional<core::Time> give_up_at(const Draft& draft, const PlanStep& step) {
  const auto& total = step.spec->retry.total;
  if (!total || draft.state(step).give_up_at)
    return std::nullopt;  // it runs from the first attempt on
  return draft.moment.steady + *total;
}

void begin(Draft& draft, const PlanStep& step) {
  std::visit([&](const auto& verb) { begin_verb(draft, step, verb); }, step.spec->verb);
}

}  // namespace baton::engine
