#include "simulate/walk.hpp"

#include "baton/cel/expression.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/match.hpp"
#include "baton/facts/reader.hpp"
#include "baton/templates/load.hpp"

#include <algorithm>
#include <chrono>
#include <variant>

namespace baton::simulate {

namespace {

using core::StepStatus;

// How often something is done, and how often time passes until something comes due. A run that
// needs more goes round in a circle, or a schedule of its workflow starts others all the time.
constexpr std::size_t kWalkMomentsMax = 2'000;
constexpr std::size_t kTimesMax = 200;
// How much time passes for a run, and for an event that has not started one: its trigger may wait
// for the end of a burst.
constexpr core::Duration kRunLastsMax = std::chrono::hours(24 * 400);
constexpr core::Duration kBurstLastsMax = std::chrono::hours(25);
// How many events one event may cause here, so that workflows that start each other end soon.
constexpr std::int64_t kDescendantsMax = 100;
// Who approves where nobody is on record.
constexpr std::string_view kSomebody = "somebody";
// The code of a step that fails because one of its expressions cannot be evaluated.
constexpr std::string_view kExpressionCode = "expression";

World::Options world_of(const runtime::Trial& trial, core::Time begins) {
  World::Options options;
  options.begins = begins;
  options.calendars = trial.calendars;
  options.routes = trial.routes;
  options.facts = trial.definitions;
  options.audited = false;
  options.descendants_max = kDescendantsMax;
  return options;
}

// The event as it came from outside, as far as a world can tell.
core::Event as_new(core::Event event) {
  event.id = {};
  event.root = {};
  event.depth = 0;
  event.delivery.clear();
  event.trace.clear();
  return event;
}

bool waits(const core::StepState& state) { return state.status == StepStatus::waiting; }

// Whether a step waits for an event of this type.
bool waits_for(const core::StepState& state, const std::string& type) {
  if (!waits(state) || !state.wait || state.wait->type.empty()) return false;
  const auto branches = state.wait->branches();
  return std::any_of(branches.begin(), branches.end(), [&type](const core::WaitBranch& branch) {
    return core::type_matches(branch.type, type);
  });
}

// Those who are asked for an approval where nobody is on record: the people that it names, and
// others. Whoever may not give it is not heard.
std::vector<core::Actor> whoever_may(const core::ApprovalRequested& request) {
  std::vector<core::Actor> people;
  for (const auto& name : request.users) people.push_back(core::Actor::parse(name));
  for (int number = 1; number <= request.count; ++number)
    people.push_back(core::Actor::user(std::string(kSomebody) + "-" + std::to_string(number)));
  return people;
}

// What a version could not evaluate, or why a run failed as a whole; empty: the transition is none
// of these.
std::string error_of(const core::Transition& transition) {
  const auto of_step = [](const core::StepRef& step, const std::string& text) {
    return "step " + step.text() + ": " + text;
  };
  if (const auto* gated = std::get_if<core::StepGated>(&transition))
    return gated->error ? of_step(gated->step, gated->reason) : std::string();
  if (const auto* failed = std::get_if<core::StepFailed>(&transition))
    return failed->code == kExpressionCode ? of_step(failed->step, failed->message) : std::string();
  if (const auto* failed = std::get_if<core::RunFailed>(&transition))
    return failed->step.empty() ? failed->message : std::string();
  return {};
}

}  // namespace

Walk::Walk(const runtime::Trial& trial, const std::string& yaml, const runtime::TriedEvent& tried,
           const std::function<bool()>& time_is_up)
    : trial_(trial),
      yaml_(yaml),
      tried_(tried),
      time_is_up_(time_is_up),
      record_(tried.record),
      world_(world_of(trial, tried.event.received)),
      event_(as_new(tried.event)) {}

Way Walk::go() {
  way_.cut = !furnish();
  if (way_.cut) return way_;
  for (const auto& finding : world_.publish_template(yaml_, trial_.workflow)) {
    if (finding.severity != core::Finding::Severity::error) continue;
    way_.error = finding.message;
    return way_;
  }
  const auto receipt = world_.publish(event_);
  if (!receipt) {
    way_.error = receipt.error().text();
    return way_;
  }
  published_ = receipt->id;
  follow();
  if (!run_) {
    tell_why_not();
  } else {
    tell_steps();
  }
  if (!world_.take_faults().empty()) way_.cut = true;
  return way_;
}

// Puts the facts and the other workflows into the world. False if the time was over before.
bool Walk::furnish() {
  for (const auto& fact : trial_.facts) {
    if (time_is_up_()) return false;
    world_.post(core::fact_set(fact.fact, fact.key, fact.value, fact.note, core::Actor::server(),
                               world_.clock().now()));
  }
  for (const auto& other : trial_.others) {
    if (time_is_up_()) return false;
    (void)world_.publish_template(other, "other.yaml");
  }
  return true;
}

// Does what is to be done next, or lets time pass, until the run has ended or nothing is left.
void Walk::follow() {
  for (std::size_t moments = 0; moments < kWalkMomentsMax; ++moments) {
    if (time_is_up_()) break;
    if (!run_) {
      for (const auto id : world_.runs_started_by(published_)) {
        const auto run = world_.run(id);
        if (run && run->head().workflow == trial_.workflow) run_ = id;
      }
    }
    const auto run = run_ ? world_.run(run_) : std::nullopt;
    if (run && run->done()) return;
    if (act()) continue;
    if (run && (decide(*run) || do_tasks(*run) || take_event(*run))) continue;
    if (!pass_time()) return;
  }
  way_.cut = true;
}

// Ends the first action in flight, of whichever run.
bool Walk::act() {
  const auto actions = world_.in_flight();
  if (actions.empty()) return false;
  const auto& action = actions.front();
  const bool own = !run_ || action.run == run_;
  auto result = own ? record_.outcome(action.step.key())
                    : core::ActionResult{core::ActionResult::Kind::succeeded, core::Json::object()};
  return world_.finish(action.step, action.run, std::move(result));
}

bool Walk::decide(const core::Run& run) {
  const auto now = world_.clock().now();
  for (const auto& [ref, state] : run.steps()) {
    if (!waits(state) || !state.approval || given_up_.contains(ref.key())) continue;
    if (const auto one = record_.decision(ref.key())) {
      world_.post(core::approval_decide(run_, ref, one->approve, one->comment, {}, one->actor, now,
                                        one->on_behalf_of));
      return true;
    }
    for (const auto& person : whoever_may(state.approval->request))
      world_.post(core::approval_decide(run_, ref, true, {}, {}, person, now));
    const auto after = world_.run(run_).value().step(ref);
    if (waits(after) && after.approval) given_up_.insert(ref.key());
    return true;
  }
  return false;
}

bool Walk::do_tasks(const core::Run& run) {
  const auto now = world_.clock().now();
  for (const auto& [ref, state] : run.steps()) {
    if (!waits(state) || !state.task) continue;
    const auto done = record_.done(ref.key());
    if (!done || !given_up_.insert(ref.key()).second) continue;
    world_.post(core::task_claim(run_, ref, done->actor, {}, done->actor, now));
    world_.post(core::task_finish(run_, ref, done->values, done->comment, done->actor, now));
    return true;
  }
  return false;
}

// Publishes the first event that the run on record took and this one did not, if a step waits for
// one of its type.
bool Walk::take_event(const core::Run& run) {
  const auto& steps = run.steps();
  for (std::size_t at = 0; at < tried_.taken.size(); ++at) {
    const auto& event = tried_.taken[at];
    const bool wanted = std::any_of(steps.begin(), steps.end(), [&event](const auto& step) {
      return waits_for(step.second, event.type);
    });
    if (!wanted || !taken_.insert(at).second) continue;
    (void)world_.publish(as_new(event));
    return true;
  }
  return false;
}

// Lets time pass until something comes due. False if nothing does in time.
bool Walk::pass_time() {
  const auto next = world_.next_due();
  if (!next) return false;
  const auto by = std::max(*next, core::Duration{});
  passed_ += by;
  if (passed_ > (run_ ? kRunLastsMax : kBurstLastsMax)) return false;
  way_.cut = ++times_ > kTimesMax;
  if (way_.cut) return false;
  world_.advance(by);
  return true;
}

// Why the event started no run: what its triggers could not evaluate, or the reason of the one that
// takes its type.
void Walk::tell_why_not() {
  auto loaded = templates::load(yaml_, trial_.workflow);
  const auto plan = engine::compile(std::move(loaded.workflow).value(), 1).value();
  const auto look_up = [this](std::string_view fact, std::string_view key) {
    const auto found = std::find_if(
        trial_.facts.begin(), trial_.facts.end(),
        [&](const core::FactValue& value) { return value.fact == fact && value.key == key; });
    return found == trial_.facts.end() ? std::nullopt : std::optional(*found);
  };
  facts::Reader facts(*trial_.definitions, look_up, {});
  const cel::Outside outside{trial_.calendars.get(), trial_.routes.get(), &facts};
  const auto seen = tried_.event.to_json();
  const auto now = tried_.event.received;
  const auto matched = engine::match(*plan, tried_.event, seen, now, outside);
  if (!matched.match && !matched.errors.empty()) way_.error = matched.errors.front().text();
  for (const auto& trigger : engine::explain_match(*plan, tried_.event, seen, now, outside)) {
    const bool takes = core::type_matches(core::text_at(trigger, "event"), tried_.event.type);
    if (way_.because.empty() || takes) way_.because = core::text_at(trigger, "reason");
    if (takes) break;
  }
  if (!matched.match) return;
  way_.because = "its trigger takes the event, and holds it back or counts it with others";
}

void Walk::tell_steps() {
  way_.starts = true;
  const auto run = world_.run(run_).value();
  way_.status = to_text(run.status());
  std::vector<core::StepRef> order;
  const auto read = [&](ports::Queries& queries) {
    for (const auto& entry : queries.journal(run_)) {
      for (const auto& transition : entry.transitions) {
        const auto& ref = core::step_of(transition);
        const bool known = std::find(order.begin(), order.end(), ref) != order.end();
        if (!ref.empty() && !ref.has_item() && !known) order.push_back(ref);
        if (way_.error.empty()) way_.error = error_of(transition);
      }
    }
  };
  world_.read(read);
  for (const auto& ref : order)
    way_.steps.push_back({ref.key(), std::string(to_text(run.step(ref).status))});
}

}  // namespace baton::simulate
