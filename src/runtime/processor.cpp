#include "runtime/processor.hpp"

#include "baton/calendar/schedule.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/lifecycle.hpp"
#include "baton/engine/migration.hpp"
#include "baton/engine/schedules.hpp"
#include "baton/engine/why.hpp"
#include "baton/identity/deciders.hpp"
#include "baton/ports/people.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/flow.hpp"
#include "runtime/projection.hpp"
#include "runtime/tracing.hpp"
#include "runtime/troubles.hpp"
#include "runtime/written.hpp"

#include <algorithm>
#include <utility>

namespace baton::runtime {

using core::Event;
using core::RunId;
using core::Time;
using ports::Tx;

bool Processor::step_or_park(Tx& tx, const Event& event, const TimeIsUp& time_is_up,
                             Afterwards& afterwards) {
  const auto unfinished_before = unfinished(tx);
  Afterwards own;
  bool whole = true;
  try {
    tx.guarded([&] { whole = step(tx, event, event.id, time_is_up, own); });
  } catch (const ports::StoreBroken&) {
    throw;
  } catch (const ports::StoreUnavailable&) {
    throw;
  } catch (const std::exception& error) {
    forget();  // the runs in memory that this event touched may differ from their journals
    unfinished_ = unfinished_before;
    const auto begun = std::exchange(unfinished_->event, std::nullopt);
    own = {};
    park(tx, event, error.what(), own);
    // A parked event counts for KPIs. What was counted of it just now was undone; when an earlier
    // turn has stepped a part of it, that turn has counted it.
    if (event.id && !(begun && begun->event == event.id))
      count_for_kpis(tx, event, event.to_json(), own);
  }
  afterwards.add(std::move(own));
  return whole;
}

void Processor::park_or_fail(Tx& tx, const Event& event, const std::string& cause,
                             Afterwards& afterwards) {
  auto& under_way = unfinished(tx).event;
  if (under_way && under_way->event == event.id) under_way.reset();
  if (event.type != core::kStepDue) return park(tx, event, cause, afterwards);
  // The step would come due again and again, so it fails. A person may have it tried again.
  spdlog::error("event {} ({}): its step fails: {}", event.id.text(),
                core::text_at(event.data, "step"), cause);
  auto told = event;
  told.data["set_aside"] = cause;
  step_or_park(
      tx, told, [] { return false; }, afterwards);
}

void Processor::park(Tx& tx, const Event& event, const std::string& cause, Afterwards& afterwards) {
  // An event that says that an alarm is due is not parked: the alarm is still set, and is published
  // again.
  if (const auto workflow = core::schedules_of(event)) {
    spdlog::error("the schedules of {} could not be looked at: {}", *workflow, cause);
    return;
  }
  if (const auto burst = core::burst_of(event)) {
    spdlog::error("the burst {} could not be ended: {}", *burst, cause);
    return;
  }
  if (const auto fact = core::stale_fact_of(event)) {
    spdlog::error("that the fact {} is stale could not be told: {}", *fact, cause);
    return;
  }
  if (const auto window = core::window_of(event)) {
    spdlog::error("the window {} could not fire: {}", *window, cause);
    return;
  }
  spdlog::error("event {} ({}) is parked: {}", event.id.text(), event.type, cause);
  tx.park({event.id, cause, clock_.now()});
  ++afterwards.tally.events_parked;
  if (!listeners_.hear(tx, std::string(core::kEventParked))) return;
  auto told = engine::event_parked(event, cause, clock_.now());
  if (may_publish(tx, told, afterwards)) publish(tx, std::move(told));
}

bool Processor::step(Tx& tx, const Event& event, core::EventId position, const TimeIsUp& time_is_up,
                     Afterwards& afterwards) {
  const auto run = core::addressee(event);
  const auto& under_way = unfinished(tx).event;
  // The outcome of an action that is not in the log comes before all events that are not processed
  // yet. When another event is half done, that one may have passed the outcome's run already.
  const bool of_the_log = static_cast<bool>(event.id);
  stepped_ = of_the_log ? position : core::EventId(position.value() - 1);
  look_back_before_ =
      !of_the_log && under_way ? core::EventId(under_way->event.value() + 1) : position;
  bool whole = true;
  const auto fact = core::fact_set_by(event);
  if (const auto workflow = core::schedules_of(event)) {
    look_at_schedules(tx, event, *workflow, afterwards);
  } else if (const auto burst = core::burst_of(event)) {
    look_at_burst(tx, event, *burst, afterwards);
  } else if (!fact.empty()) {
    set_fact(tx, event, fact, afterwards);
  } else if (const auto of = core::stale_fact_of(event)) {
    look_at_fact(tx, event, *of, afterwards);
  } else if (const auto window = core::window_of(event)) {
    look_at_window(tx, event, *window, afterwards);
  } else if (const auto begin = core::begins_child(event)) {
    begin_child(tx, event, *begin, afterwards);
  } else if (run) {
    step_addressed(tx, event, *run, afterwards);
  } else {
    whole = fan_out(tx, event, time_is_up, afterwards);
    if (options_.spans && whole && options_.spans->takes(core::trace_of(event.trace, event.id))) {
      auto span = span_of(event, clock_.now());
      if (span) afterwards.spans.push_back(std::move(*span));
    }
  }
  go_on(tx, time_is_up, afterwards);
  return whole;
}

// What fires is an event of the log, from which a run starts as from any other; the alarm moves on
// in the same transaction. An event that was told twice finds the alarm elsewhere, and does
// nothing. A planned moment that the clock comes by a second time is in the log already, and is not
// appended again.
void Processor::look_at_schedules(Tx& tx, const Event& event, const std::string& workflow,
                                  Afterwards& afterwards) {
  const auto due = tx.schedule_due(workflow);
  if (!due || core::to_rfc3339(*due) != core::text_at(event.data, "due")) return;
  const auto plan = catalog_.active(workflow);
  if (!plan) return tx.set_schedule(workflow, std::nullopt);
  auto found = engine::due_schedules(*plan, *due, clock_.believed());
  for (auto& fired : found.fired) tx.append(fired);
  if (found.passed_over)
    spdlog::warn(
        "the schedules of {} make up for their last {} firings: what was planned until {} "
        "is passed over",
        workflow, calendar::kMadeUpMax, core::to_rfc3339(*found.passed_over));
  tx.set_schedule(workflow, found.next);
  if (found.next)
    afterwards.next_due.add(
        ports::AlarmRow{true, *found.next, {}, workflow, core::AlarmKind::schedule});
}

void Processor::step_addressed(Tx& tx, const Event& event, RunId id, Afterwards& afterwards) {
  std::optional<OpenRun> found;
  try {
    found = open(tx, id);
  } catch (const ports::RowDamaged& damage) {
    if (event.type != core::kStepDue) throw;  // so it is parked, and a person may replay it
    spdlog::warn("run {} cannot go on, and what is due is offered again: {}", id.text(),
                 damage.what());
    return;
  }
  if (!found) {
    spdlog::warn("event {} ({}) is for run {}, which is not there", event.id.text(), event.type,
                 id.text());
    // A step of another run may wait for it, and would wait for ever.
    if (const auto waits = core::retried_for(event))
      publish(tx,
              core::child_ended(waits->first, waits->second,
                                {id, "cancelled", {}, "the run is no longer kept"}, clock_.now()));
    return;
  }
  // This event comes too late for a run that was paused after it had been given the place: the next
  // run has got it.
  if (event.type == core::kSlotGiven && !row_has_place(tx, found->run)) {
    if (!found->run.done()) cache_.put(std::move(*found));
    return;
  }
  // These commands open a run again that has ended. They do nothing when another run is open for
  // its key meanwhile, since at most one may be.
  const auto& head = found->run.head();
  const bool reopens = event.type == core::kRunRetry || event.type == core::kStepResolve ||
                       event.type == core::kTaskReopen || event.type == core::kStepSkip;
  if (reopens && found->run.done() && !head.key.empty() && tx.open_run(head.workflow, head.key))
    return;
  if (event.type == core::kRunMigrate) return migrate(tx, std::move(*found), event, afterwards);
  const bool retried = event.type == core::kRunRetry;
  if (retried && engine::failed_at_start(found->run))
    return start_anew(tx, std::move(*found), event, afterwards);
  const auto newer = retried ? catalog_.active(head.workflow) : nullptr;
  const auto decide = [&event, &newer](const engine::Plan& plan, core::Run&& run,
                                       const engine::Moment& moment) {
    return engine::decide(plan, std::move(run), event, moment, newer.get());
  };
  apply(tx, std::move(*found), event, decide, afterwards);
}

// A run that failed at its start has done nothing, so it begins anew. It begins with the version
// that is active now, since that may be the mended template, or with its own version when none of
// the active one's triggers takes the event.
void Processor::start_anew(Tx& tx, OpenRun&& open, const Event& retry, Afterwards& afterwards) {
  const auto trigger = tx.event(open.trigger);
  core::ensure(trigger.has_value(), "the event that started a run is kept with it");
  engine::Match match{{}, core::Json::object(), "none of its triggers takes the event any more"};
  const auto begin = core::begins_child(*trigger);
  if (begin) match = engine::match_child(*open.plan, *begin);  // it keeps to its version
  for (const auto& plan : {catalog_.active(open.run.head().workflow), open.plan}) {
    auto matched = plan && !begin ? engine::match(*plan, *trigger, open.run.view().at("trigger"),
                                                  clock_.now(), outside(tx))
                                        .match
                                  : std::nullopt;
    if (!matched) continue;
    match = std::move(*matched);
    open.plan = plan;
    break;
  }
  match.pins = pins(tx, catalog_, *open.plan);
  std::optional<engine::SlotNow> slot;
  if (open.plan->source().concurrency) {
    auto key = engine::slot_key(*open.plan, open.run.id(), open.run.view().at("trigger"), match,
                                clock_.now(), outside(tx));
    if (!key) match.problem = key.error().text();
    if (key) slot = {**key, has_place(tx, open.plan->source().name, **key, places_of(*open.plan))};
  }
  const auto decide = [&](const engine::Plan& plan, core::Run&& run, engine::Moment moment) {
    moment.slot = slot;
    return engine::restart(plan, std::move(run), *trigger, std::move(match), retry, moment);
  };
  apply(tx, std::move(open), retry, decide, afterwards);
}

// Migrates a run, as a person has asked. Nothing happens to a run that has changed since then, so
// that it cannot be migrated any more.
void Processor::migrate(Tx& tx, OpenRun&& open, const Event& event, Afterwards& afterwards) {
  const int to = core::version_wanted(event);
  auto next = to > 0 ? catalog_.pinned(tx, open.run.head().workflow, to) : nullptr;
  engine::Migration found;
  if (next) found = engine::migration(*open.plan, *next, open.run);
  if (!found.conflicts.empty()) next = nullptr;
  const auto decide = [&, migrates = next != nullptr](const engine::Plan& plan, core::Run&& run,
                                                      const engine::Moment& moment) {
    if (!migrates) return engine::decide(plan, std::move(run), event, moment);
    return engine::migrate(plan, std::move(run), found, event, pins(tx, catalog_, plan), moment);
  };
  apply(tx, std::move(open), event, decide, afterwards, std::move(next));
}

void Processor::apply(Tx& tx, OpenRun&& open, const Event& event, const Decide& decide,
                      Afterwards& afterwards, PlanPtr next) {
  auto before = as_stored(open.run);
  before.failing = engine::failing(*open.plan, open.run);
  if (next) open.plan_before = std::exchange(open.plan, std::move(next));
  // Only a plan that publishes events needs to know how many more its root may cause.
  const auto root = open.plan->publishes() ? engine::root_of(open.run) : core::EventId{};
  auto at = moment(tx, *open.plan, root);
  const auto& concurrency = open.plan->source().concurrency;
  if (concurrency && open.run.done()) {  // the run may be reopened, and then needs a place again
    const auto& key = open.run.slot().key;
    at.slot = {key, has_place(tx, open.plan->source().name, key, places_of(*open.plan))};
  }
  auto decision = decide(*open.plan, std::move(open.run), at);
  afterwards.tally.gates_asked += decision.gates_asked;
  for (const auto& error : decision.errors) {
    ++afterwards.tally.condition_errors;
    spdlog::warn("event {} ({}): a condition could not be evaluated: {}", event.id.text(),
                 event.type, error.text());
  }
  if (decision.transitions.empty()) {
    open.run = std::move(decision.run);
    if (!open.run.done()) cache_.put(std::move(open));
    return carry_out(tx, std::move(decision.effects), afterwards);
  }
  record(tx, std::move(open), std::move(decision), std::move(before), event, at.now, afterwards);
}

void Processor::record(Tx& tx, OpenRun&& open, engine::Decision&& decision, ports::RunBefore before,
                       const Event& event, Time now, Afterwards& afterwards) {
  auto change = project(*open.plan, decision, event, now, std::move(before), open.trigger,
                        options_.expression_clock);
  change.flow = flow_of(open.stretches, *open.plan, change.entry, open.plan_before.get());
  open.plan_before.reset();
  open.decision_asked = open.decision_asked || ask_for_decision(change.entry.transitions);
  if (open.decision_asked && !core::ended(change.run.status))
    change.run.calls_for = ports::CallsFor::decision;
  tx.save(change);
  // There may be a free place now: that of a run that has ended; that of a run that was given one,
  // and was paused before it heard of it; or one that was left free because the only run that
  // waited was paused, and that run goes on now.
  const auto& slot = change.before.slot;
  if (slot && slot != change.slot && !(change.slot && change.slot->held) &&
      decision.run.id() != replaced_)
    give_places_of_slot(tx, slot->workflow, slot->key, places_of(*open.plan));
  afterwards.tally.add(change.entry.transitions, change.run.workflow);
  if (options_.spans && decision.run.done() &&
      options_.spans->takes(engine::trace_of(decision.run))) {
    auto span = span_of(decision.run, change.run.started_at, now, change.entry.transitions);
    if (span) afterwards.spans.push_back(std::move(*span));
  }
  warn_of_nobody(tx, decision.run, change.entry.transitions);
  for (const auto& line : troubles(*open.plan, decision.run, change.entry.transitions))
    spdlog::warn("{}", line);
  publish_lifecycle(tx, decision.run, change.entry.transitions, now, afterwards);
  for (const auto& step : change.steps) {
    const bool for_a_person = step.status == core::StepStatus::unknown && !step.due;
    if (for_a_person) afterwards.end(decision.run.id(), step.step);
  }
  for (const auto& alarm : change.alarms) afterwards.next_due.add(alarm);
  for (const auto& wait : change.waits) listeners_.opened(wait);
  for (const auto& step : change.settled) afterwards.end(decision.run.id(), step);
  open.run = std::move(decision.run);
  if (!open.run.done()) cache_.put(std::move(open));
  carry_out(tx, std::move(decision.effects), afterwards);
}

// Does what a decision asks for.
void Processor::carry_out(Tx& tx, std::vector<core::Effect>&& effects, Afterwards& afterwards) {
  for (auto& effect : effects) {
    if (auto* action = std::get_if<core::StartAction>(&effect))
      afterwards.begin({std::move(*action)});
    if (auto* publishes = std::get_if<core::Publish>(&effect))
      publish(tx, std::move(publishes->event));
    if (auto* back = std::get_if<core::LookBack>(&effect))
      unfinished(tx).look_backs.push_back(
          {back->run, std::move(back->step), look_back_before_, 0, {}, back->branch});
  }
}

// Warns when an approval is asked for that nobody can give, since it would wait for ever.
void Processor::warn_of_nobody(Tx& tx, const core::Run& run,
                               const std::vector<core::Transition>& transitions) {
  for (const auto& transition : transitions) {
    const auto* asked = std::get_if<core::ApprovalRequested>(&transition);
    if (!asked) continue;
    const auto found =
        identity::deciders({*asked, {}, {}}, run.head().requester, ports::people(tx, clock_.now()));
    if (!found.problem.empty())
      spdlog::warn("run {}: {} waits for an approval: {}", run.id().text(), asked->step.text(),
                   found.problem);
  }
}

void Processor::publish(ports::EventLogTx& tx, Event event) {
  if (event.root) roots_.published(tx, event.root);
  const auto appended = tx.append(event);
  core::ensure(appended.outcome == ports::Appended::fresh,
               "an event a run publishes is new to the log");
}

void Processor::publish_lifecycle(Tx& tx, const core::Run& run,
                                  const std::vector<core::Transition>& transitions, Time now,
                                  Afterwards& afterwards) {
  for (const auto& transition : transitions) {
    if (!listeners_.hear(tx, transition)) continue;
    auto event = engine::lifecycle_event(run, transition, now);
    if (may_publish(tx, event, afterwards)) publish(tx, std::move(event));
  }
}

// Events that Baton publishes by itself are left out when they are too deep in a chain of runs, or
// when one event from outside has caused too many. The log says so, for each such event once.
bool Processor::may_publish(ports::EventLog& tx, const Event& event, Afterwards& afterwards) {
  if (event.depth > core::kCausationDepthMax) {
    spdlog::error(
        "{} of {} is not published: {} runs started each other in a chain; look for workflows that "
        "start each other",
        event.type, event.subject, event.depth);
  } else if (!event.root || roots_.left(tx, event.root) > 0) {
    return true;
  } else if (roots_.first_refusal(event.root)) {
    spdlog::error(
        "{} of {} is not published, nor are others that event {} would cause: it has caused {} "
        "events; look for "
        "workflows that start each other",
        event.type, event.subject, event.root.text(), options_.descendants_max);
  }
  ++afterwards.tally.descendants_refused;
  return false;
}

engine::Moment Processor::moment(Tx& tx, const engine::Plan& plan, core::EventId root) {
  engine::Moment moment{clock_.now(), random_.next(), clock_.steady()};
  moment.position = stepped_;
  moment.clock = options_.expression_clock;
  moment.calendars = calendars_.get();
  moment.routes = routes_.get();
  moment.facts = fact_source(tx);
  if (!plan.runs().empty()) moment.new_run_id = [&tx] { return tx.new_run_id(); };
  if (plan.publishes() && root) moment.descendants_left = roots_.left(tx, root);
  return moment;
}

std::optional<OpenRun> Processor::open(Tx& tx, RunId id) {
  if (auto cached = cache_.take(id)) return cached;
  const auto journal = tx.journal(id);
  auto run = load_run(tx, id, journal);
  if (!run) return std::nullopt;
  auto plan = catalog_.pinned(tx, run->head().workflow, run->head().version);
  core::ensure(plan != nullptr, "the template version of an open run is kept");
  const auto trigger = engine::trigger_of(*run);
  OpenRun found{std::move(*run), std::move(plan), trigger, stretches_of(journal)};
  found.decision_asked = std::any_of(
      journal.begin(), journal.end(),
      [](const ports::JournalRow& entry) { return ask_for_decision(entry.transitions); });
  return found;
}

Unfinished& Processor::unfinished(ports::Settings& tx) {
  if (!unfinished_) {
    unfinished_stored_ = tx.setting(kUnfinished);
    unfinished_ = Unfinished::parse(unfinished_stored_);
  }
  return *unfinished_;
}

bool Processor::keep_unfinished(ports::SettingsTx& tx) {
  const auto& now = unfinished(tx);
  if (now.none() && unfinished_stored_.empty()) return false;
  auto text = now.text();
  if (text != unfinished_stored_) tx.set_setting(kUnfinished, text);
  unfinished_stored_ = std::move(text);
  return !now.none();
}

void Processor::forget() {
  cache_.clear();
  roots_.forget();
  kpi_counts_.forget();
  unfinished_.reset();
  replaced_ = {};
}

}  // namespace baton::runtime
