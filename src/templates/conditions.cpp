#include "templates/conditions.hpp"

#include "baton/calendar/duration.hpp"
#include "baton/cel/uses.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>
#include <utility>

namespace baton::templates {

namespace {

// How many parts of conditions are evaluated for one template, which takes about a second.
// Conditions beyond it are not checked.
constexpr std::size_t kConditionsCostMax = 2'000'000;

bool is_gate(const Site& site) {
  return site.cursor.pointer.ends_with("/gate") || site.cursor.pointer.ends_with("/gate/open");
}

class NoBindings final : public cel::Bindings {
 public:
  std::optional<cel::Value> find(std::string_view) const override { return std::nullopt; }
};

// The names of a run of which nothing is known but its start and the time now.
class RunBindings final : public cel::Bindings {
 public:
  RunBindings(core::Time start, core::Time now)
      : run_(core::Json{{"started_at", core::to_rfc3339(start)}}), now_(now) {}
  std::optional<cel::Value> find(std::string_view name) const override {
    if (name == "now") return cel::Value::timestamp(now_);
    if (name == "run") return cel::Value::borrow(run_);
    return std::nullopt;
  }

 private:
  core::Json run_;
  core::Time now_;
};

bool reads_only_time(const cel::Expression& condition) {
  const auto& reads = condition.reads();
  return std::all_of(reads.begin(), reads.end(), [](const auto& path) {
    return path == cel::Path{"now"} || path == cel::Path{"run", "started_at"};
  });
}

// True if the condition becomes true at most `within` after the run started at `start`. A condition
// that changes more often than kChangesMax times is taken to become true.
bool opens_within(const cel::Expression& condition, core::Time start, core::Duration within) {
  constexpr int kChangesMax = 50;
  const auto end = core::plus(start, within);
  auto now = start;
  for (int change = 0; change < kChangesMax; ++change) {
    const auto lasting = condition.evaluate_lasting(RunBindings(start, now));
    if (!lasting.evaluation.value || !lasting.evaluation.value->is_false()) return true;
    if (!lasting.until || *lasting.until > end) return false;
    now = *lasting.until;
  }
  return true;
}

}  // namespace

Conditions::Conditions(Reader& reader, const PartialTemplate& partial, const Certainty& certainty,
                       Worlds& worlds, core::Time now)
    : reader_(reader),
      partial_(partial),
      certainty_(certainty),
      worlds_(worlds),
      now_(now),
      cost_left_(kConditionsCostMax) {}

void Conditions::check(const Site& site, const cel::Expression& condition,
                       const std::set<std::size_t>* before) {
  const Subject subject{site, condition, before};
  if (condition.constant()) return check_constant(subject);
  if (check_change(subject)) check_time_left(subject);
}

void Conditions::check_constant(const Subject& subject) {
  const auto evaluation = subject.condition.evaluate(NoBindings());
  if (!evaluation.value) return;
  const bool holds = evaluation.value->is_true();
  std::string hint = holds ? "remove it: without it the same happens"
                           : "remove what it stands beside, or compare with what is read";
  if (holds && subject.site.scope == ScopeKind::wait)
    hint = "compare something of the event, as event.data.key == steps.ticket.output.key";
  warn(subject.site, {1, 1}, "suspicious/constant",
       std::string("this condition reads nothing, so that it is always the same: ") +
           (holds ? "true" : "false"),
       std::move(hint));
}

// Warns of a gate that never changes or that is asked each minute. Steps do not change what a gate
// reads, because those that it may read have ended when it is first asked: only time and facts can.
// Returns false when it has warned that the gate never changes.
bool Conditions::check_change(const Subject& subject) {
  if (!is_gate(subject.site)) return true;
  if (!cel::changes_with_now(subject.condition) && !subject.condition.reads_facts()) {
    warn(subject.site, {1, 1}, "gate/never-changes",
         "nothing that this gate reads changes while it is closed: once closed it never opens",
         "\"when\" skips the step instead; a gate waits for a time, as now >= "
         "timestamp(inputs.start)");
    return false;
  }
  if (subject.condition.asked_each_minute()) {
    warn(subject.site, {1, 1}, "gate/asked-each-minute",
         "it cannot be told when what this gate reads of now changes, so it is asked each minute",
         "compare now with a moment, or read now.getHours(), getDayOfWeek() and the like");
  }
  return true;
}

// Warns of a gate that opens later than its `within` allows. Only a gate that depends on nothing
// but time is judged, and only when it is surely asked at the start of the run: when no step before
// it waits for anything.
void Conditions::check_time_left(const Subject& subject) {
  const auto step = partial_.find_step(subject.site.step);
  if (!step || !is_gate(subject.site)) return;
  const auto& spec = partial_.workflow.steps[*step];
  if (!spec.gate || !spec.gate->within || !reads_only_time(subject.condition) ||
      subject.condition.reads_facts())
    return;
  const auto within = calendar::elapsed(*spec.gate->within);
  if (!within) return;  // how long it is depends on when it begins
  const auto& reads = subject.condition.reads();
  const bool from_start =
      std::find(reads.begin(), reads.end(), cel::Path{"run", "started_at"}) != reads.end();
  if (from_start ? !spec.needs.empty() : waits_before(subject, spec)) return;
  if (subject.condition.text().find(".get") != std::string::npos)
    return;  // whether it opens in time depends on the time of day at which the run starts
  if (opens_within(subject.condition, now_, *within)) return;
  warn(subject.site, {1, 1}, "gate/never-opens",
       "this gate opens later than \"within\" (" + core::to_text(*within) + ") lets it wait",
       "raise \"within\"");
}

bool Conditions::waits_before(const Subject& subject, const core::Step& step) const {
  if (step.needs.empty()) return false;
  if (subject.before == nullptr) return true;
  return std::any_of(subject.before->begin(), subject.before->end(), [this](std::size_t at) {
    const auto& one = partial_.workflow.steps[at];
    return !syntax_of(one.verb).instant || one.gate;
  });
}

// The needs of a step that are skipped with it, when all of them may be skipped; else none. A step
// is skipped when all its needs were.
std::set<std::size_t> Conditions::skipped_with(std::size_t step) const {
  std::set<std::size_t> needs;
  if (certainty_.loose(step)) return needs;
  for (const auto& name : partial_.workflow.steps[step].needs) {
    const auto need = partial_.find_step(name);
    if (!need || !certainty_.may_be_skipped(*need)) return {};
    needs.insert(*need);
  }
  return needs;
}

std::vector<World> Conditions::worlds_of(const Subject& subject) {
  std::set<std::size_t> read;
  for (const auto& path : subject.condition.reads()) {
    if (path.size() < 2 || path[0] != "steps") continue;
    const auto found = partial_.find_step(path[1]);
    if (found && subject.before != nullptr && subject.before->contains(*found)) read.insert(*found);
  }
  const auto step = partial_.find_step(subject.site.step);
  static const std::set<std::size_t> none;
  if (step && subject.before != nullptr && subject.site.scope == ScopeKind::step)
    read.merge(skipped_with(*step));
  if (read.empty() || !step)
    return worlds_.of({.before = &none, .begun = false, .expression = &subject.condition}, {});
  const bool begun = subject.site.scope == ScopeKind::wait;
  return worlds_.of(
      {.step = step, .before = subject.before, .begun = begun, .expression = &subject.condition},
      read);
}

void Conditions::check_truth(const Site& site, const cel::Expression& condition,
                             const std::set<std::size_t>* before) {
  const Subject subject{site, condition, before};
  cel::Prospect prospect(condition, now_);
  const auto worlds = worlds_of(subject);
  const auto cost = worlds.size() * prospect.cost();
  if (worlds.empty() || cost > cost_left_) return;
  cost_left_ -= cost;
  for (const auto& world : worlds) prospect.add(world.names, world.assumed);
  const bool never = !prospect.may_be_true();
  for (const auto& part : prospect.never_true()) {
    const auto source = condition.text().substr(part.offset, part.length);
    const bool gate = never && is_gate(site);
    warn(site, formats::Source(site.cursor.node->text).position(part.offset),
         gate ? "gate/never-opens" : "suspicious/never-true",
         gate ? "this gate never opens: " + source + " is never true"
              : source + " is never true here",
         why_never(subject, part));
  }
}

// A hint at why a part of a condition can never be true, where one can be given; else empty.
std::string Conditions::why_never(const Subject& subject, const cel::Excerpt& part) const {
  bool reads_now = false;
  for (const auto& use : cel::uses(subject.condition)) {
    const auto at = use.offsets.front();
    if (at < part.offset || at >= part.offset + part.length) continue;
    reads_now = reads_now || use.path[0] == "now";
    if (use.path[0] != "steps" || use.path.size() < 2) continue;
    const auto step = partial_.find_step(use.path[1]);
    if (!step) continue;
    const auto& name = use.path[1];
    if (!certainty_.may_fail(*step))
      return '"' + name +
             "\" has not failed here, as what needs it is blocked when it fails: add \"on_error: "
             "continue\" to \"" +
             name + "\", and ask steps." + name + ".status == \"failed\"";
    return "ask steps." + name + ".status == \"failed\"";
  }
  if (const auto step = partial_.find_step(subject.site.step);
      step && !reads_now && !skipped_with(*step).empty())
    return '"' + subject.site.step +
           "\" is skipped when all that it needs was skipped: let it need what those need";
  if (reads_now) {
    return "hours are 0 to 23, minutes 0 to 59, months 0 (January) to 11, days of the week 0 "
           "(Sunday) to 6, getDate() 1 to 31; and what is past does not come again";
  }
  return {};
}

void Conditions::warn(const Site& site, core::Position at, std::string rule, std::string message,
                      std::string hint) {
  reader_.inside(core::Finding::Severity::warning, std::move(rule), std::move(message), site.cursor,
                 at, std::move(hint));
}

}  // namespace baton::templates
