#include "baton/core/own_events.hpp"

#include "baton/core/again.hpp"
#include "baton/core/enum_text.hpp"

#include <algorithm>

namespace baton::core {

namespace {

constexpr EnumText<ActionResult::Kind, 9> kResultKind{{"succeeded", "transient", "throttled",
                                                       "pending", "permanent", "unknown",
                                                       "not_found", "held", "undecidable"}};

Event own(std::string_view type, Time now) {
  Event event;
  event.type = type;
  event.source = "baton";
  event.time = now;
  event.received = now;
  event.data = Json::object();
  return event;
}

Event own(std::string_view type, RunId run, const StepRef& step, Actor actor, Time now) {
  auto event = own(type, now);
  event.actor = std::move(actor);
  event.data["run"] = run.text();
  if (!step.empty()) event.data["step"] = step.name;
  if (step.has_item()) event.data["item"] = step.item;
  return event;
}

bool to_a_run(std::string_view type) {
  return std::any_of(kAddressedTypes.begin(), kAddressedTypes.end(),
                     [type](const AddressedType& row) { return row.type == type; });
}

}  // namespace

std::string lane_of(std::string_view connection, std::string_view operation) {
  std::string lane(connection);
  lane += '.';
  lane += operation;
  return lane;
}

std::string reason_of(const ActionResult& result) {
  if (result.code.empty()) return result.message;
  return result.message.empty() ? result.code : result.code + ": " + result.message;
}

std::string_view to_text(ActionResult::Kind kind) { return kResultKind.of(kind); }
std::optional<ActionResult::Kind> action_result_kind(std::string_view text) {
  return kResultKind.read(text);
}

Event action_finished(RunId run, const StepRef& step, int attempt, ActionResult result, Time now,
                      Tried tried) {
  auto event = own(kActionFinished, run, step, {}, now);
  auto& data = event.data;
  data["attempt"] = attempt;
  data["result"] = to_text(result.kind);
  if (!result.output.is_null()) data["output"] = std::move(result.output);
  if (!result.code.empty()) data["code"] = std::move(result.code);
  if (!result.message.empty()) data["message"] = std::move(result.message);
  if (!result.exchange.is_null()) data["exchange"] = std::move(result.exchange);
  if (result.in_doubt) data["in_doubt"] = true;
  if (result.retry_after > Duration{}) data["retry_after_us"] = result.retry_after.count();
  if (result.waited > Duration{}) data["waited_us"] = result.waited.count();
  if (result.unsent) data["unsent"] = true;
  if (tried.look != 0) data["look"] = tried.look;
  if (tried.read_back) data["read_back"] = true;
  if (tried.sent_at != Time{}) data["sent_us"] = tried.sent_at.time_since_epoch().count();
  return event;
}

StepRef step_named(const Event& event) {
  StepRef step = text_at(event.data, "step");
  if (const auto* item = find(event.data, "item"))
    step.item = static_cast<int>(item->get_ref<const Json::number_integer_t&>());
  return step;
}

Tried tried(const Event& finished) {
  const auto whole = [&](std::string_view name) {
    const auto* value = find(finished.data, name);
    return value ? value->get_ref<const Json::number_integer_t&>() : 0;
  };
  return {static_cast<int>(whole("look")), find(finished.data, "read_back") != nullptr,
          Time(Duration(whole("sent_us")))};
}

ActionResult action_result(const Event& finished) {
  const auto& data = finished.data;
  ActionResult result;
  const auto kind = action_result_kind(text_at(data, "result"));
  ensure(kind.has_value(), "an action's outcome names its kind");
  result.kind = *kind;
  if (const auto* output = find(data, "output")) result.output = *output;
  result.code = text_at(data, "code");
  result.message = text_at(data, "message");
  if (const auto* exchange = find(data, "exchange")) result.exchange = *exchange;
  result.in_doubt = find(data, "in_doubt") != nullptr;
  if (const auto* wait = find(data, "retry_after_us"))
    result.retry_after = Duration(wait->get_ref<const Json::number_integer_t&>());
  if (const auto* waited = find(data, "waited_us"))
    result.waited = Duration(waited->get_ref<const Json::number_integer_t&>());
  result.unsent = find(data, "unsent") != nullptr;
  return result;
}

Event step_due(RunId run, const StepRef& step, Time due, Time now) {
  auto event = own(kStepDue, run, step, {}, now);
  event.data["due"] = to_rfc3339(due);
  return event;
}

Event approval_decide(RunId run, const StepRef& step, bool approve, std::string comment,
                      std::string hash, Actor actor, Time now, Actor on_behalf_of) {
  auto event = own(kApprovalDecide, run, step, std::move(actor), now);
  if (!on_behalf_of.is_nobody()) event.data["for"] = on_behalf_of;
  event.data["approve"] = approve;
  event.data["comment"] = std::move(comment);
  event.data["hash"] = std::move(hash);
  return event;
}

Event run_retry(RunId run, const StepRef& step, Actor actor, Time now) {
  return own(kRunRetry, run, step, std::move(actor), now);
}

Event run_cancel(RunId run, std::string reason, Actor actor, Time now) {
  auto event = own(kRunCancel, run, {}, std::move(actor), now);
  event.data["reason"] = std::move(reason);
  return event;
}

Event run_pause(RunId run, std::string reason, Actor actor, Time now) {
  auto event = own(kRunPause, run, {}, std::move(actor), now);
  event.data["reason"] = std::move(reason);
  return event;
}

Event run_resume(RunId run, Actor actor, Time now) {
  return own(kRunResume, run, {}, std::move(actor), now);
}

Event slot_given(RunId run, Time now) { return own(kSlotGiven, run, {}, {}, now); }

Event run_due(RunId run, Time due, Time now) {
  auto event = own(kRunDue, run, {}, {}, now);
  event.data["due"] = to_rfc3339(due);
  return event;
}

Event step_resolve(RunId run, const StepRef& step, std::string_view as, Json output,
                   std::string note, Actor actor, Time now) {
  auto event = own(kStepResolve, run, step, std::move(actor), now);
  event.data["as"] = as;
  if (!output.is_null()) event.data["output"] = std::move(output);
  event.data["note"] = std::move(note);
  return event;
}

Event step_skip(RunId run, const StepRef& step, std::string note, Actor actor, Time now) {
  auto event = own(kStepSkip, run, step, std::move(actor), now);
  event.data["note"] = std::move(note);
  return event;
}

Event run_migrate(RunId run, int to, std::string note, Actor actor, Time now) {
  auto event = own(kRunMigrate, run, {}, std::move(actor), now);
  event.data["to"] = to;
  event.data["note"] = std::move(note);
  return event;
}

int version_wanted(const Event& event) {
  if (event.type != kRunMigrate) return 0;
  const auto* to = find(event.data, "to");
  return to ? static_cast<int>(to->get_ref<const Json::number_integer_t&>()) : 0;
}

Event child_retry(RunId run, RunId parent, const StepRef& parent_step, Actor actor, Time now) {
  auto event = own(kRunRetry, run, {}, std::move(actor), now);
  event.data["parent"] = parent.text();
  event.data["parent_step"] = parent_step.key();
  return event;
}

std::optional<std::pair<RunId, StepRef>> retried_for(const Event& retry) {
  if (retry.type != kRunRetry) return std::nullopt;
  const auto parent = RunId::parse(text_at(retry.data, "parent"));
  if (!parent) return std::nullopt;
  return std::pair(*parent, StepRef::of_key(text_at(retry.data, "parent_step")));
}

Event child_begin(ChildBegin begin, Time now) {
  auto event = own(kChildBegin, begin.run, begin.step, {}, now);
  event.subject = begin.workflow;
  event.data["workflow"] = std::move(begin.workflow);
  event.data["version"] = begin.version;
  event.data["inputs"] = std::move(begin.inputs);
  event.data["context"] = std::move(begin.context);
  event.data["goal"] = std::move(begin.goal);
  event.data["parent"] = begin.parent.text();
  return event;
}

std::optional<ChildBegin> begins_child(const Event& event) {
  if (event.source != "baton" || !event.origin.empty() || event.type != kChildBegin)
    return std::nullopt;
  const auto& data = event.data;
  const auto run = RunId::parse(text_at(data, "run"));
  const auto parent = RunId::parse(text_at(data, "parent"));
  ensure(run.has_value() && parent.has_value(), "the begin of a run names it and its parent");
  ChildBegin begin{*run, text_at(data, "workflow")};
  begin.version = static_cast<int>(data.at("version").get_ref<const Json::number_integer_t&>());
  begin.inputs = data.at("inputs");
  begin.context = data.at("context");
  begin.goal = text_at(data, "goal");
  begin.parent = *parent;
  begin.step = step_named(event);
  return begin;
}

Event child_ended(RunId parent, const StepRef& step, ChildEnd end, Time now) {
  auto event = own(kChildEnded, parent, step, {}, now);
  event.data["child"] = end.run.text();
  event.data["status"] = std::move(end.status);
  if (!end.outputs.is_null()) event.data["outputs"] = std::move(end.outputs);
  if (!end.message.empty()) event.data["message"] = std::move(end.message);
  return event;
}

ChildEnd child_end(const Event& ended) {
  const auto run = RunId::parse(text_at(ended.data, "child"));
  ensure(run.has_value(), "the end of a run names it");
  ChildEnd end{*run, text_at(ended.data, "status")};
  if (const auto* outputs = find(ended.data, "outputs")) end.outputs = *outputs;
  end.message = text_at(ended.data, "message");
  return end;
}

Event task_claim(RunId run, const StepRef& step, Actor owner, Actor from, Actor actor, Time now) {
  auto event = own(kTaskClaim, run, step, std::move(actor), now);
  event.data["owner"] = owner;
  event.data["from"] = from;
  return event;
}

Event task_release(RunId run, const StepRef& step, std::string comment, Actor from, Actor actor,
                   Time now) {
  auto event = own(kTaskRelease, run, step, std::move(actor), now);
  event.data["from"] = from;
  event.data["comment"] = std::move(comment);
  return event;
}

Event task_finish(RunId run, const StepRef& step, Json values, std::string comment, Actor actor,
                  Time now) {
  auto event = own(kTaskFinish, run, step, std::move(actor), now);
  event.data["values"] = std::move(values);
  event.data["comment"] = std::move(comment);
  return event;
}

Event task_reopen(RunId run, const StepRef& step, std::string reason, Actor actor, Time now) {
  auto event = own(kTaskReopen, run, step, std::move(actor), now);
  event.data["reason"] = std::move(reason);
  return event;
}

Event schedule_due(std::string_view workflow, Time due, Time now) {
  auto event = own(kScheduleDue, now);
  event.data["workflow"] = workflow;
  event.data["due"] = to_rfc3339(due);
  return event;
}

Event schedule_fired(std::string_view workflow, const Schedule& schedule, Time at, Time now) {
  auto event = own(kScheduleFired, now);
  event.subject = workflow;
  event.data["workflow"] = workflow;
  event.data["cron"] = schedule.cron;
  event.data["timezone"] = schedule.timezone;
  event.data["at"] = to_rfc3339(at);
  event.origin = "schedule:" + event.subject + ":" + to_rfc3339(at) + ":" + schedule.cron + ":" +
                 schedule.timezone;
  return event;
}

Event run_start(std::string_view workflow, Json inputs, std::string key, Actor actor, Time now) {
  auto event = own(kRunStart, now);
  event.subject = workflow;
  event.actor = std::move(actor);
  event.data = {{"workflow", workflow}, {"inputs", std::move(inputs)}, {"key", std::move(key)}};
  return event;
}

std::string started_by_hand(const Event& event) {
  const bool by_hand = event.type == kRunStart && event.source == "baton";
  return by_hand ? text_at(event.data, "workflow") : std::string();
}

std::string workflow_started_by(const Event& event) {
  const bool by_name =
      event.source == "baton" &&
      (event.type == kScheduleFired || event.type == kWindowFired || event.type == kRunStart);
  return by_name ? text_at(event.data, "workflow") : std::string();
}

Event window_due(std::string_view window, Time due, Time now) {
  auto event = own(kWindowDue, now);
  event.data["window"] = window;
  event.data["due"] = to_rfc3339(due);
  return event;
}

Event window_fired(std::string_view workflow, Json told, const Event& last, Time now) {
  auto event = own(kWindowFired, now);
  event.subject = workflow;
  event.actor = last.actor;
  event.depth = last.depth;
  event.root = root_of(last);
  event.trace = last.trace;
  event.data = std::move(told);
  event.data["workflow"] = workflow;
  if (auto again = again_by(last); !again.empty()) event.data[kAgainBy] = std::move(again);
  return event;
}

Event burst_due(std::string_view burst, Time due, Time now) {
  auto event = own(kBurstDue, now);
  event.data["burst"] = burst;
  event.data["due"] = to_rfc3339(due);
  return event;
}

bool addressed(std::string_view type) {
  return to_a_run(type) || type == kScheduleDue || type == kBurstDue || type == kWindowDue ||
         type == kChildBegin || type == kFactSet || type == kFactDue;
}

Event fact_set(std::string_view fact, std::string_view key, Json value, std::string note,
               Actor actor, Time now) {
  auto event = own(kFactSet, now);
  event.subject = fact;
  event.actor = std::move(actor);
  event.data = {{"fact", fact}, {"value", std::move(value)}};
  if (!key.empty()) event.data["key"] = key;
  if (!note.empty()) event.data["note"] = std::move(note);
  return event;
}

Event fact_due(std::string_view of, Time due, Time now) {
  auto event = own(kFactDue, now);
  event.data["of"] = of;
  event.data["due"] = to_rfc3339(due);
  return event;
}

Event fact_changed(const FactValue& fact, bool stale, Time now) {
  auto event = own(kFactChanged, now);
  event.subject = fact.fact;
  event.actor = fact.actor;
  event.data = {{"fact", fact.fact},
                {"key", fact.key},
                {"of", fact_text(fact.fact, fact.key)},
                {"value", fact.value},
                {"stale", stale}};
  return event;
}

std::string fact_set_by(const Event& event) {
  const bool sets = event.type == kFactSet && event.source == "baton";
  return sets ? text_at(event.data, "fact") : std::string();
}

std::optional<std::string> stale_fact_of(const Event& event) {
  if (event.source != "baton" || !event.origin.empty() || event.type != kFactDue)
    return std::nullopt;
  return text_at(event.data, "of");
}

std::optional<std::string> burst_of(const Event& event) {
  if (event.source != "baton" || !event.origin.empty() || event.type != kBurstDue)
    return std::nullopt;
  return text_at(event.data, "burst");
}

std::optional<std::string> window_of(const Event& event) {
  if (event.source != "baton" || !event.origin.empty() || event.type != kWindowDue)
    return std::nullopt;
  return text_at(event.data, "window");
}

std::optional<std::string> schedules_of(const Event& event) {
  if (event.source != "baton" || !event.origin.empty() || event.type != kScheduleDue)
    return std::nullopt;
  return text_at(event.data, "workflow");
}

std::optional<RunId> addressee(const Event& event) {
  if (event.source != "baton" || !event.origin.empty() || !to_a_run(event.type))
    return std::nullopt;
  const auto run = RunId::parse(text_at(event.data, "run"));
  ensure(run.has_value(), "an own event names its run");
  return *run;
}

}  // namespace baton::core
