#include "runtime/processor.hpp"

#include "baton/core/own_events.hpp"
#include "baton/engine/lifecycle.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/load_run.hpp"
#include "runtime/projection.hpp"

#include <algorithm>
#include <set>

namespace baton::runtime {

using core::Event;
using core::Json;
using core::RunId;
using core::Time;
using ports::Tx;

namespace {

// Past this many types the memory of wait paths starts anew; it is read from the store again.
constexpr std::size_t kTypesRememberedMax = 10'000;

void remember(std::map<std::string, engine::IndexPath>& paths, const std::string& path) {
  if (!paths.contains(path)) paths.emplace(path, path.empty() ? engine::IndexPath{} : engine::index_path(path));
}

}  // namespace

void Afterwards::begin(Action action) {
  beginning_.insert(action.action.run);
  actions.push_back(std::move(action));
}

void Afterwards::end(RunId run, const std::string& step) {
  finished.emplace_back(run, step);
  if (!beginning_.contains(run)) return;
  std::erase_if(actions, [&](const Action& begun) { return begun.action.run == run && begun.action.step == step; });
}

void Afterwards::add(Afterwards later) {
  for (const auto& [run, step] : later.finished) end(run, step);
  for (auto& action : later.actions) begin(std::move(action));
  if (later.next_due) next_due = std::min(next_due.value_or(*later.next_due), *later.next_due);
}

void Processor::step_or_park(Tx& tx, const Event& event, Afterwards& afterwards) {
  Afterwards own;
  try {
    tx.guarded([&] { step(tx, event, event.id, own); });
  } catch (const ports::StoreBroken&) {
    throw;
  } catch (const ports::StoreUnavailable&) {
    throw;
  } catch (const std::exception& error) {
    cache_.clear();  // what this event touched is not known to be as the journal says
    own = {};
    tx.park({event.id, error.what(), clock_.now()});
    metrics_.events_parked.Increment();
    spdlog::error("event {} ({}) is parked: {}", event.id.text(), event.type, error.what());
  }
  afterwards.add(std::move(own));
}

void Processor::step(Tx& tx, const Event& event, core::EventId position, Afterwards& afterwards) {
  stepping_ = position;
  if (const auto run = core::addressee(event)) return step_addressed(tx, event, *run, afterwards);
  Json seen = event.to_json();
  wake_waits(tx, event, seen, afterwards);  // first: what this event opens does not wait for this event
  start_runs(tx, event, std::move(seen), afterwards);
}

void Processor::step_addressed(Tx& tx, const Event& event, RunId id, Afterwards& afterwards) {
  auto found = open(tx, id);
  if (!found) {
    spdlog::warn("event {} ({}) is for run {}, which is not there", event.id.text(), event.type, id.text());
    return;
  }
  // A retry would open it again; its key may have been taken since it ended, and one run of a key is open at most.
  const auto& head = found->run.head();
  if (found->run.done() && !head.key.empty() && tx.open_run(head.workflow, head.key)) return;
  apply(tx, std::move(*found), event, afterwards);
}

void Processor::start_runs(Tx& tx, const Event& event, Json seen, Afterwards& afterwards) {
  const auto plans = catalog_.started_by(event.type);
  for (const auto& plan : plans) {
    const engine::Moment moment{clock_.now(), random_.next(), clock_.steady()};
    auto matched = engine::match(*plan, event, seen, moment.now);  // NOLINT(bugprone-use-after-move): the last plan moves it
    for (const auto& error : matched.errors) {
      metrics_.gate_errors.Increment();
      spdlog::warn("event {} ({}): the condition of {} could not be evaluated: {}", event.id.text(), event.type,
                   plan->source().name, error.text());
    }
    if (!matched.match) continue;
    const auto& key = matched.match->key;
    if (!key.empty() && tx.open_run(plan->source().name, key)) continue;  // at most one open run per key
    Json trigger = plan == plans.back() ? std::move(seen) : seen;
    auto decision = engine::start(*plan, tx.new_run_id(), event, std::move(trigger), std::move(*matched.match), moment);
    const auto actions_before = afterwards.actions.size();
    record(tx, {core::Run{}, plan, event.id}, std::move(decision), 0, {}, event, moment.now, afterwards);
    if (afterwards.actions.size() > actions_before) afterwards.actions[actions_before].received = event.received;
  }
}

void Processor::wake_waits(Tx& tx, const Event& event, const Json& seen, Afterwards& afterwards) {
  std::set<RunId> waiting;  // a run is asked once, however many of its steps wait
  for (const auto& [text, path] : wait_paths(tx, event.type)) {
    const auto value = text.empty() ? std::string() : engine::index_value(seen, path);
    if (!text.empty() && value.empty()) continue;
    for (const auto& wait : tx.waits(event.type, text, value)) waiting.insert(wait.run);
  }
  for (const auto run : waiting) {
    std::optional<OpenRun> found;
    try {
      found = open(tx, run);
    } catch (const ports::RowDamaged& damage) {  // the event is for others too
      spdlog::error("event {} ({}): run {} waits for it, but cannot be read: {}", event.id.text(), event.type, run.text(),
                    damage.what());
    }
    if (found) apply(tx, std::move(*found), event, afterwards);
  }
}

void Processor::apply(Tx& tx, OpenRun open, const Event& event, Afterwards& afterwards) {
  const engine::Moment moment{clock_.now(), random_.next(), clock_.steady()};
  const auto revision = open.run.revision();
  const auto live = live_steps(open.run);
  auto decision = engine::decide(*open.plan, std::move(open.run), event, moment);
  if (decision.transitions.empty()) {
    open.run = std::move(decision.run);
    if (!open.run.done()) cache_.put(std::move(open));
    return;
  }
  record(tx, std::move(open), std::move(decision), revision, live, event, moment.now, afterwards);
}

void Processor::record(Tx& tx, OpenRun open, engine::Decision decision, std::int64_t revision_before,
                       const std::vector<std::string>& live_before, const Event& event, Time now, Afterwards& afterwards) {
  const auto change = project(*open.plan, decision, event, now, revision_before, live_before, open.trigger);
  tx.save(change);
  count(change.entry.transitions);
  publish_lifecycle(tx, decision.run, change.entry.transitions, now);
  for (const auto& step : change.steps) {
    const bool timer = step.due && (step.status == core::StepStatus::waiting || step.status == core::StepStatus::gated);
    if (timer) afterwards.next_due = std::min(afterwards.next_due.value_or(*step.due), *step.due);
  }
  for (const auto& wait : change.waits) {
    if (const auto known = wait_paths_.find(wait.type); known != wait_paths_.end()) remember(known->second, wait.path);
  }

  for (const auto& step : change.settled) afterwards.end(decision.run.id(), step);
  const RunId id = decision.run.id();
  open.run = std::move(decision.run);
  if (!open.run.done()) cache_.put(std::move(open));
  for (auto& effect : decision.effects) {
    if (auto* action = std::get_if<core::StartAction>(&effect)) afterwards.begin({std::move(*action)});
    if (auto* publish = std::get_if<core::Publish>(&effect)) {
      const auto appended = tx.append(publish->event);
      core::ensure(appended.outcome == ports::Appended::fresh, "an event a run publishes is new to the log");
    }
    if (const auto* back = std::get_if<core::LookBack>(&effect)) look_back(tx, id, back->step, stepping_, afterwards);
  }
}

void Processor::publish_lifecycle(Tx& tx, const core::Run& run, const std::vector<core::Transition>& transitions, Time now) {
  for (const auto& transition : transitions) {
    const std::string type(engine::lifecycle_type(transition));
    if (type.empty() || !catalog_.listens(type)) continue;
    auto event = engine::lifecycle_event(run, transition, now);
    if (event.depth > core::kCausationDepthMax) {
      spdlog::error(
          "run {}: {} is not published: {} runs started each other in a chain; look for workflows that start each other",
          run.id().text(), type, event.depth);
      continue;
    }
    tx.append(event);
  }
}

// An event that came just before the wait was opened is found in the log.
void Processor::look_back(Tx& tx, RunId id, const std::string& step, core::EventId until, Afterwards& afterwards) {
  constexpr std::size_t kPage = 200;
  std::size_t looked_at = 0;
  auto found = open(tx, id);
  if (!found) return;
  const auto wait = found->run.step(step).wait;
  core::EventId after = found->trigger;
  cache_.put(std::move(*found));
  if (!wait) return;
  const auto path = engine::index_path(wait->path);
  while (looked_at < core::kLookBackEventsMax) {
    const auto events = tx.events({wait->type, {}, {}, after, kPage});
    for (const auto& event : events) {
      after = event.id;
      if (event.id >= until) return;
      const auto seen = event.to_json();
      if (!wait->path.empty() && engine::index_value(seen, path) != wait->value) continue;
      auto still = open(tx, id);
      if (!still) return;
      const bool waits = still->run.step(step).status == core::StepStatus::waiting;
      if (!waits) return cache_.put(std::move(*still));
      apply(tx, std::move(*still), event, afterwards);
    }
    if (events.size() < kPage) return;
    looked_at += events.size();
  }
}

void Processor::count(const std::vector<core::Transition>& transitions) {
  for (const auto& transition : transitions) {
    if (std::holds_alternative<core::RunStarted>(transition)) metrics_.runs_started.Increment();
    if (std::holds_alternative<core::RunSucceeded>(transition)) metrics_.runs_succeeded.Increment();
    if (std::holds_alternative<core::RunFailed>(transition)) metrics_.runs_failed.Increment();
    if (std::holds_alternative<core::RunCancelled>(transition)) metrics_.runs_cancelled.Increment();
    if (std::holds_alternative<core::StepRetrying>(transition)) metrics_.actions_retried.Increment();
    if (std::holds_alternative<core::StepUnknown>(transition)) metrics_.actions_unknown.Increment();
    const auto* gated = std::get_if<core::StepGated>(&transition);
    if (gated && gated->error) metrics_.gate_errors.Increment();
  }
}

std::optional<OpenRun> Processor::open(Tx& tx, RunId id) {
  if (auto cached = cache_.take(id)) return cached;
  auto run = load_run(tx, id);
  if (!run) return std::nullopt;
  auto plan = catalog_.pinned(tx, run->head().workflow, run->head().version);
  core::ensure(plan != nullptr, "the template version of an open run is kept");
  const auto row = tx.run(id);
  return OpenRun{std::move(*run), std::move(plan), row ? row->trigger : core::EventId{}};
}

const Processor::WaitPaths& Processor::wait_paths(Tx& tx, const std::string& type) {
  const auto known = wait_paths_.find(type);
  if (known != wait_paths_.end()) return known->second;
  if (wait_paths_.size() >= kTypesRememberedMax) wait_paths_.clear();
  WaitPaths paths;
  for (const auto& path : tx.wait_paths(type)) remember(paths, path);
  return wait_paths_.emplace(type, std::move(paths)).first->second;
}

}  // namespace baton::runtime
