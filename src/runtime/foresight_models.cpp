#include "runtime/foresight_models.hpp"

#include "baton/calendar/duration.hpp"
#include "baton/core/split_mix.hpp"
#include "baton/core/template.hpp"
#include "baton/engine/plan.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <variant>

namespace baton::runtime {
namespace {

// The futures that are drawn of one run: the error of a share is 4 % at most.
constexpr std::size_t kFuturesOfRun = 200;
// A step on which the end hangs in fewer futures is not told.
constexpr double kLeastCritical = 0.05;
// Templates with more steps have no critical path: drawing their futures takes too long.
constexpr std::size_t kStepsDrawnMax = 200;

using StepPath = std::array<std::string, 3>;

// From the widest level to the narrowest: what the step does, in which workflow, which it is.
StepPath path_of_step(const std::string& workflow, const core::Step& step) {
  const auto verb = std::visit([](const auto& one) { return std::string(one.kName); }, step.verb);
  return {verb, workflow, step.name};
}

// The id of a step of a run for insight::StepTimes.
std::uint64_t id_of_stay(core::RunId run, std::string_view step) {
  auto id = core::mix_bits(static_cast<std::uint64_t>(run.value()));
  for (const char byte : step) id = core::mix_bits(id ^ static_cast<unsigned char>(byte));
  return id;
}

insight::StepStay stay_of(const RunSeen& run, const insight::StepTime& time) {
  using State = insight::StepStay::State;
  const auto over = run.ended.contains(time.step) ? State::ended : State::cut_off;
  return {id_of_stay(run.row.id, time.step), time.time.from, time.time.to - time.time.from,
          time.time.open ? State::lasts : over};
}

const insight::StepTime* time_of_step_in(const RunSeen& run, const std::string& step) {
  const auto found = std::find_if(run.steps.begin(), run.steps.end(),
                                  [&step](const auto& one) { return one.step == step; });
  return found == run.steps.end() ? nullptr : &*found;
}

bool passed_step(const RunSeen& run, const std::string& step) {
  return std::find(run.passed.begin(), run.passed.end(), step) != run.passed.end();
}

// The steps of a template in an order in which each stands behind those that it needs.
std::vector<const core::Step*> in_order_of_needs(const std::vector<core::Step>& steps) {
  std::vector<const core::Step*> order;
  std::set<std::string> placed;
  while (order.size() < steps.size()) {
    const auto before = order.size();
    for (const auto& step : steps) {
      if (placed.contains(step.name)) continue;
      const bool ready = std::all_of(step.needs.begin(), step.needs.end(),
                                     [&](const auto& need) { return placed.contains(need); });
      if (!ready) continue;
      placed.insert(step.name);
      order.push_back(&step);
    }
    if (order.size() == before) break;  // no plan has a circle, so this does not happen
  }
  return order;
}

// The length of a sleep that has not begun, where the template says it. What the step's gate or its
// items add is only known from other runs.
const core::Span* length_of_sleep(const core::Step& step) {
  const auto* sleep = std::get_if<core::Sleep>(&step.verb);
  if (sleep == nullptr || !sleep->length || step.gate || step.each) return nullptr;
  return &*sleep->length;
}

// Fixes how long a step takes. Business time of the workflow's own calendar is counted from where
// the step begins; other lengths of a calendar are as long as if they began now.
void fix_length(insight::FlowStep& step, const core::Span& length, const calendar::Calendar& by,
                bool own_calendar, core::Time now) {
  step.fixed = calendar::elapsed(length);
  if (step.fixed) return;
  const auto end = by.add(now, length);
  if (!end) return;
  step.fixed = *end - now;
  if (!length.is_business() || !own_calendar) return;
  const auto working = by.between(now, *end);
  if (!working) return;
  step.fixed = *working;
  step.business = true;
}

// Notes which steps have ended by themselves, and which begin anew or were cut off.
void note_end_of_step(const core::Transition& transition, std::set<std::string>& ended) {
  const auto& ref = core::step_of(transition);
  if (ref.empty() || ref.has_item()) return;
  if (std::holds_alternative<core::StepSucceeded>(transition) ||
      std::holds_alternative<core::StepFailed>(transition) ||
      std::holds_alternative<core::StepSkipped>(transition)) {
    ended.insert(ref.name);
  } else if (std::holds_alternative<core::StepReset>(transition) ||
             std::holds_alternative<core::ApprovalReturned>(transition) ||
             std::holds_alternative<core::ApprovalVoided>(transition) ||
             std::holds_alternative<core::StepCancelled>(transition) ||
             std::holds_alternative<core::StepBlocked>(transition)) {
    ended.erase(ref.name);
  }
}

}  // namespace

RunSeen see_run(ports::Queries& queries, PlanCache& plans, ports::RunRow row,
                const ports::Clock& clock) {
  const auto journal = queries.journal(row.id);
  std::vector<insight::JournalMoment> moments;
  moments.reserve(journal.size());
  for (const auto& entry : journal) moments.push_back({entry.at, &entry.transitions});
  RunSeen seen{std::move(row), {}, insight::Past(moments), {}, {}, {}, {}, {}, {}};
  StepDues dues;
  if (!seen.row.ended_at) seen.sleeps = RunSleeps(seen.row.id, journal, clock);
  if (const auto plan = plans.plan(queries, seen.row.workflow, seen.row.version); plan)
    seen.plan = *plan;
  seen.steps = insight::latency(moments, {}, clock.now()).steps;
  for (const auto& entry : journal) {
    for (const auto& transition : entry.transitions) {
      if (const auto* started = std::get_if<core::RunStarted>(&transition)) seen.head = *started;
      if (const auto* skipped = std::get_if<core::StepSkipped>(&transition))
        if (!skipped->step.has_item()) seen.passed.push_back(skipped->step.name);
      note_end_of_step(transition, seen.ended);
      dues.take(transition);
    }
  }
  const auto ahead = clock.now() - clock.steady();
  for (const auto& step : seen.steps) {
    auto due = step.time.open ? dues.of(step.step) : std::nullopt;
    if (!due) continue;
    if (due->at) due->at = core::nearest_millisecond(core::plus(*due->at, ahead));
    seen.dues.emplace(step.step, *due);
  }
  return seen;
}

void ForesightModels::learn(const std::string& workflow, std::vector<RunSeen> closed, bool whole) {
  std::stable_sort(closed.begin(), closed.end(), [](const RunSeen& one, const RunSeen& other) {
    return one.row.ended_at < other.row.ended_at;
  });
  auto& of = workflows_[workflow];
  of = {};
  // If hardly any of the newest runs have ended, a moment taken from them would leave out nearly
  // all runs that end later, so none is set.
  if (!whole && closed.size() >= insight::Model::kComparable) {
    const auto first = std::min_element(closed.begin(), closed.end(),
                                        [](const RunSeen& one, const RunSeen& other) {
                                          return one.row.started_at < other.row.started_at;
                                        });
    of.since = first->row.started_at;
  }
  for (const auto& run : closed) {
    take_in(of, run);
    of.learned.insert(run.row.id);
  }
}

void ForesightModels::close(const RunSeen& run) {
  const auto found = workflows_.find(run.row.workflow);
  if (found == workflows_.end() || found->second.learned.contains(run.row.id)) return;
  take_in(found->second, run);
}

void ForesightModels::watch(const RunSeen& run) {
  const auto found = workflows_.find(run.row.workflow);
  if (found != workflows_.end() && !run.row.ended_at) take_steps(found->second, run);
}

void ForesightModels::take_steps(const OfWorkflow& of, const RunSeen& run) {
  if (!run.plan || run.row.started_at < of.since) return;
  for (const auto& step : run.plan->source().steps)
    if (const auto* time = time_of_step_in(run, step.name))
      times_.add(path_of_step(run.row.workflow, step), stay_of(run, *time));
}

void ForesightModels::take_in(OfWorkflow& of, const RunSeen& run) {
  if (!run.row.ended_at) return;
  take_steps(of, run);
  if (run.row.status == core::RunStatus::cancelled) return;
  of.model.close(run.past.visits(), *run.row.ended_at);
  of.set_back += run.past.set_back();
  if (!run.plan) return;
  for (const auto& step : run.plan->source().steps) {
    const auto* time = time_of_step_in(run, step.name);
    if (time == nullptr && !passed_step(run, step.name)) continue;
    auto& done = of.steps[step.name];
    ++done.settled;
    if (time != nullptr) ++done.done;
  }
}

std::optional<Foreseen> ForesightModels::forecast(const RunSeen& run, core::Time now,
                                                  std::optional<core::Time> due,
                                                  const calendar::Calendars& calendars) {
  const auto found = workflows_.find(run.row.workflow);
  if (found == workflows_.end()) return std::nullopt;
  auto& of = found->second;
  const auto remaining = of.model.forecast(run.past.visits(), run.sleeps.timers(), now, due);
  if (!remaining) return std::nullopt;
  Foreseen foreseen;
  foreseen.detail = views::forecast(remaining, of.model.closed(), now, due);
  const auto open = open_steps(run, now);
  foreseen.detail["steps"] = views::open_steps(open, now);
  foreseen.detail["critical_path"] = critical_path(of, run, open, now, calendars);
  foreseen.detail["clock_set_back"] = of.set_back;
  foreseen.detail["made_at"] = core::to_rfc3339(now);
  foreseen.too_few = remaining->too_few;
  auto& row = foreseen.row;
  row.run = run.row.id;
  row.revision = run.row.revision;
  row.made_at = now;
  row.late = remaining->late;
  for (std::size_t at = 0; at < row.ends.size(); ++at)
    row.ends[at] = core::plus(now, remaining->left[at]);
  row.detail = core::dump(foreseen.detail);
  return foreseen;
}

std::vector<views::OpenStep> ForesightModels::open_steps(const RunSeen& run, core::Time now) const {
  std::vector<views::OpenStep> open;
  if (!run.plan) return open;
  for (const auto& time : run.steps) {
    const auto& steps = run.plan->source().steps;
    const auto step = std::find_if(steps.begin(), steps.end(),
                                   [&time](const auto& one) { return one.name == time.step; });
    if (!time.time.open || step == steps.end()) continue;
    views::OpenStep one;
    one.step = time.step;
    one.since = time.time.from;
    std::optional<core::Duration> until_due;
    if (const auto due = run.dues.find(time.step); due != run.dues.end()) {
      one.due = due->second.at;
      one.due_of = to_text(due->second.of);
      if (one.due) until_due = *one.due - now;
    }
    if (const auto end = run.sleeps.ends(time.step); end && !step->each) {
      one.sleeps = true;
      one.left = insight::left_until(*end - now, until_due);
    } else if (one.takes = times_.of(path_of_step(run.row.workflow, *step)); one.takes) {
      one.left = insight::left_of_step(*one.takes, now - one.since, until_due);
    }
    open.push_back(std::move(one));
  }
  return open;
}

// The steps of the run as forecast_flow() takes them; empty when one of them is not known.
std::vector<insight::FlowStep> ForesightModels::flow_steps(
    const OfWorkflow& of, const RunSeen& run, core::Time now,
    const calendar::Calendars& calendars) const {
  const auto& own_calendar = run.plan->source().calendar;
  std::vector<insight::FlowStep> flow;
  std::map<std::string, std::size_t> place;
  for (const auto* step : in_order_of_needs(run.plan->source().steps)) {
    insight::FlowStep one;
    one.name = step->name;
    one.any = step->join == core::Join::any;
    for (const auto& need : step->needs)
      if (const auto at = place.find(need); at != place.end()) one.needs.push_back(at->second);
    const auto path = path_of_step(run.row.workflow, *step);
    if (const auto known = times_.of(path)) {
      one.takes = *known;
    } else {
      one.fixed = core::Duration{};  // such as `set`, which takes no time
    }
    if (const auto done = of.steps.find(step->name);
        done != of.steps.end() && done->second.settled > 0)
      one.chance = static_cast<double>(done->second.done) / done->second.settled;
    if (const auto* time = time_of_step_in(run, step->name)) {
      one.state =
          time->time.open ? insight::FlowStep::State::running : insight::FlowStep::State::settled;
      one.began = time->time.from;
      one.ended = time->time.to;
      if (const auto end = run.sleeps.ends(step->name); end && !step->each)
        one.fixed = *end - one.began;
    } else if (passed_step(run, step->name)) {
      one.state = insight::FlowStep::State::settled;
      one.began = one.ended = run.row.started_at;
    } else if (const auto* length = length_of_sleep(*step)) {
      const auto& named = step->calendar.empty() ? own_calendar : step->calendar;
      if (const auto by = calendars.find(named))
        fix_length(one, *length, *by, named == own_calendar, now);
    }
    place[step->name] = flow.size();
    flow.push_back(std::move(one));
  }
  return flow;
}

// [{"step", "share", "ends"}], the steps on which the end hangs most often first.
core::Json ForesightModels::critical_path(const OfWorkflow& of, const RunSeen& run,
                                          const std::vector<views::OpenStep>& open, core::Time now,
                                          const calendar::Calendars& calendars) const {
  core::Json path = core::Json::array();
  if (!run.plan || run.plan->source().steps.size() > kStepsDrawnMax) return path;
  const auto steps = flow_steps(of, run, now, calendars);
  insight::FlowOptions options;
  options.seed = static_cast<std::uint64_t>(run.row.id.value());
  options.futures = kFuturesOfRun;
  const auto by_calendar = [](const auto& step) { return step.business; };
  const auto calendar = calendars.find(run.plan->source().calendar);
  if (std::any_of(steps.begin(), steps.end(), by_calendar)) options.calendar = calendar.get();
  const auto drawn = insight::forecast_flow(steps, now, std::nullopt, options);
  std::vector<std::size_t> critical;
  for (std::size_t at = 0; at < steps.size(); ++at)
    if (steps[at].state != insight::FlowStep::State::settled &&
        drawn.steps[at].critical >= kLeastCritical)
      critical.push_back(at);
  std::stable_sort(critical.begin(), critical.end(), [&drawn](auto one, auto other) {
    return drawn.steps[one].critical > drawn.steps[other].critical;
  });
  for (const auto at : critical) {
    auto ends = drawn.steps[at].ends;
    // When an open step ends has been computed, which is more exact than what was drawn.
    for (const auto& one : open)
      if (one.step == steps[at].name && one.left)
        for (std::size_t level = 0; level < ends.size(); ++level)
          ends[level] = core::plus(now, one.left->left[level]);
    path.push_back({{"step", steps[at].name},
                    {"share", drawn.steps[at].critical},
                    {"ends", views::at_levels(ends)}});
  }
  return path;
}

}  // namespace baton::runtime
