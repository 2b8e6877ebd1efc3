#include "baton/runtime/trial.hpp"

#include "baton/core/own_events.hpp"
#include "baton/engine/match.hpp"
#include "runtime/faces.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace baton::runtime {

namespace {

// How many events of Baton's own types, such as "baton.run.start", are looked at. Each names the
// workflow that it starts, and most name another one.
constexpr std::size_t kOwnLookedAtMax = 500;
// How many of these are read at once: each may have a megabyte.
constexpr std::size_t kReadAtOnce = 20;
// The longest record of all events together, in bytes of outputs and of events that runs took. The
// events that are left then are tried without a record.
constexpr std::size_t kRecordBytesMax = 16'000'000;
// How many values of each fact are read. A server may have a million; one trial reads few of them.
constexpr std::size_t kFactValuesMax = 1'000;
// How many of the events that a run took are read.
constexpr std::size_t kTakenMax = 100;

// The types of the events by which a plan may start.
std::set<std::string> types_that_start(const engine::Plan& plan) {
  std::set<std::string> types{std::string(core::kRunStart)};
  for (const auto& trigger : plan.triggers()) {
    if (trigger.window) {
      for (const auto& event : trigger.window->events) types.insert(event.spec->event);
    }
    types.insert(trigger.spec->event);
  }
  return types;
}

bool is_of_baton(const std::string& type) {
  return type == core::kRunStart || type == core::kScheduleFired || type == core::kWindowFired;
}

// Whether the log has no index for a pattern of types: it may match Baton's own.
bool matches_own_too(std::string_view pattern) {
  const auto first = pattern.substr(0, pattern.find('.'));
  return pattern.find('*') != std::string_view::npos && (first == "*" || first == "baton");
}

// Gathers the newest events by which one of the plans may start.
class NewestEvents {
 public:
  // `last`: how many are wanted.
  NewestEvents(ports::EventLog& log, const std::vector<PlanPtr>& plans, std::size_t last)
      : log_(log), plans_(plans), last_(last) {}

  // Adds those whose type matches a pattern that the log has no index for. Looks at up to
  // `looks_max` events. Returns the event to which it looked when it found too few by then.
  core::EventId search(const std::string& pattern, std::size_t looks_max) {
    ports::EventSearch search;
    search.terms.push_back({ports::EventTerm::Of::type, pattern});
    search.limit = last_;
    search.looks_max = looks_max;
    const auto seen = log_.find_events(search);
    for (const auto id : seen.ids)
      if (auto event = log_.event(id)) add(*std::move(event));
    return seen.ids.size() < last_ ? seen.goes_on : core::EventId();
  }

  // Adds those of a type, or of a pattern of types that the log has an index for.
  void look_up(const std::string& type) {
    ports::EventFilter filter;
    filter.type = type;
    for (auto left = is_of_baton(type) ? kOwnLookedAtMax : last_; left > 0;) {
      filter.limit = std::min(left, kReadAtOnce);
      auto page = log_.events(filter);
      left = page.size() < filter.limit ? 0 : left - page.size();
      if (!page.empty()) filter.before = page.back().id;
      for (auto& event : page) add(std::move(event));
      while (found_.size() > last_) found_.erase(found_.begin());
    }
  }

  // The newest of all that were added, the newest first.
  std::vector<core::Event> take() {
    std::vector<core::Event> newest;
    for (auto at = found_.rbegin(); at != found_.rend() && newest.size() < last_; ++at)
      newest.push_back(std::move(at->second));
    return newest;
  }

 private:
  void add(core::Event event) {
    const auto starts = [&event](const PlanPtr& plan) { return engine::may_start(*plan, event); };
    if (core::addressed(event.type) || std::none_of(plans_.begin(), plans_.end(), starts)) return;
    const auto id = event.id;
    found_.emplace(id, std::move(event));
  }

  ports::EventLog& log_;
  const std::vector<PlanPtr>& plans_;
  std::size_t last_;
  std::map<core::EventId, core::Event> found_{};
};

// The newest events by which one of the plans may start. `looked_to` becomes the event to which a
// search looked that found too few.
std::vector<core::Event> newest_events(ports::EventLog& log, const std::vector<PlanPtr>& plans,
                                       std::size_t last, std::size_t looks_max,
                                       core::EventId& looked_to) {
  std::set<std::string> types;
  for (const auto& plan : plans) types.merge(types_that_start(*plan));
  NewestEvents newest(log, plans, last);
  for (const auto& type : types) {
    if (matches_own_too(type))
      looked_to = std::max(looked_to, newest.search(type, looks_max));
    else
      newest.look_up(type);
  }
  return newest.take();
}

// What of a transition a trial needs; nullopt if it needs nothing of it.
std::optional<core::Transition> of_record(core::Transition transition) {
  if (auto* started = std::get_if<core::StepStarted>(&transition)) started->input = {};
  if (auto* failed = std::get_if<core::StepFailed>(&transition)) failed->exchange = {};
  const bool wanted = std::holds_alternative<core::StepStarted>(transition) ||
                      std::holds_alternative<core::StepSucceeded>(transition) ||
                      std::holds_alternative<core::StepFailed>(transition) ||
                      std::holds_alternative<core::ApprovalDecided>(transition) ||
                      std::holds_alternative<core::TaskDone>(transition);
  if (!wanted) return std::nullopt;
  return transition;
}

std::size_t bytes_of(const core::Transition& transition) {
  const auto* succeeded = std::get_if<core::StepSucceeded>(&transition);
  return succeeded == nullptr ? 0 : core::size_of(succeeded->output).bytes;
}

// Reads what is on record of the run that an event started. `bytes_left` goes down.
void read_record(ports::Queries& queries, const std::string& workflow, std::size_t& bytes_left,
                 TriedEvent& tried) {
  for (const auto& row : queries.runs_started_by(tried.event.id))
    if (row.workflow == workflow) tried.run = row.id;
  if (!tried.run) return;
  std::size_t bytes = 0;
  for (auto& entry : queries.journal(tried.run)) {
    for (auto& transition : entry.transitions) {
      auto wanted = of_record(std::move(transition));
      if (!wanted) continue;
      bytes += bytes_of(*wanted);
      tried.record.push_back(*std::move(wanted));
    }
    const bool other = entry.cause && entry.cause != tried.event.id;
    if (!other || tried.taken.size() >= kTakenMax) continue;
    auto event = queries.event(entry.cause);
    if (!event || core::addressed(event->type)) continue;
    bytes += core::size_of(event->data).bytes;
    tried.taken.push_back(*std::move(event));
    if (bytes > bytes_left) break;
  }
  if (bytes > bytes_left) {
    tried = {std::move(tried.event)};
    bytes_left = 0;
  } else {
    bytes_left -= bytes;
  }
}

std::vector<core::FactValue> values_of_facts(ports::Facts& facts,
                                             const facts::Definitions& definitions) {
  std::vector<core::FactValue> values;
  for (const auto& name : definitions.names()) {
    auto of_one = facts.facts_of(name, std::nullopt, kFactValuesMax);
    std::move(of_one.begin(), of_one.end(), std::back_inserter(values));
  }
  return values;
}

}  // namespace

void read_trial(ports::Queries& queries, PlanCache& plans, std::size_t last, Trial& trial,
                std::size_t looks_max) {
  ports::TemplateRow draft;
  draft.name = trial.workflow;
  draft.version = 1;
  draft.yaml = trial.draft;
  std::vector<PlanPtr> both{try_plan(draft).value()};
  if (const auto active = queries.template_version(trial.workflow, 0)) {
    trial.version = active->version;
    trial.published = active->yaml;
    if (auto plan = plans.plan(*active)) both.push_back(*plan);
  }
  Faces around;
  for (const auto& plan : both)
    around.merge(faces_around(queries, plans, core::face_of(plan->source())));
  for (const auto& [name, face] : around) {
    const auto row = queries.template_version(name, 0);
    if (row && name != trial.workflow) trial.others.push_back(row->yaml);
  }
  auto bytes_left = kRecordBytesMax;
  for (auto& event : newest_events(queries, both, last, looks_max, trial.looked_to)) {
    TriedEvent tried{std::move(event)};
    if (bytes_left > 0) read_record(queries, trial.workflow, bytes_left, tried);
    trial.events.push_back(std::move(tried));
  }
  trial.facts = values_of_facts(queries, *trial.definitions);
}

}  // namespace baton::runtime
