#include "templates/conditions.hpp"

#include "baton/cel/uses.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>
#include <utility>

namespace baton::templates {

namespace {

// Parts of conditions that are evaluated for one template: about a second. Conditions beyond that
// are taken as they are.
constexpr std::size_t kCostMax = 2'000'000;

bool is_gate(const Site& site) {
  return site.cursor.pointer.ends_with("/gate") || site.cursor.pointer.ends_with("/gate/open");
}

core::Position position_in(std::string_view text, std::size_t offset) {
  const formats::Source source(text);
  return source.position(offset);
}

class NoNames final : public cel::Names {
 public:
  std::optional<cel::Value> find(std::string_view) const override { return std::nullopt; }
};

// A run that began so long ago, and nothing else.
class RunNames final : public cel::Names {
 public:
  RunNames(core::Time start, core::Time now)
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

// Whether it becomes true within so long of the start of the run, whose moment does not matter.
bool opens_within(const cel::Expression& condition, core::Time start, core::Duration within) {
  constexpr int kChangesMax = 50;  // a condition that changes more often is left alone
  const auto end = core::plus(start, within);
  auto now = start;
  for (int change = 0; change < kChangesMax; ++change) {
    const auto lasting = condition.evaluate_lasting(RunNames(start, now));
    if (!lasting.evaluation.value || !lasting.evaluation.value->is_false()) return true;
    if (!lasting.until || *lasting.until > end) return false;
    now = *lasting.until;
  }
  return true;
}

}  // namespace

Conditions::Conditions(Reader& reader, const Draft& draft, const Certainty& certainty,
                       Worlds& worlds, core::Time now)
    : reader_(reader),
      draft_(draft),
      certainty_(certainty),
      worlds_(worlds),
      now_(now),
      cost_left_(kCostMax) {}

void Conditions::check(const Site& site, const cel::Expression& condition,
                       const std::set<std::size_t>* before) {
  const Asked asked{site, condition, before};
  if (condition.constant()) return check_constant(asked);
  if (check_change(asked)) check_time_left(asked);
}

void Conditions::check_constant(const Asked& asked) {
  const auto evaluation = asked.condition.evaluate(NoNames());
  if (!evaluation.value) return;
  const bool holds = evaluation.value->is_true();
  std::string hint = holds ? "remove it: without it the same happens"
                           : "remove what it stands beside, or compare with what is read";
  if (holds && asked.site.place == Place::wait)
    hint = "compare something of the event, as event.data.key == steps.ticket.output.key";
  warn(asked.site, {1, 1}, "suspicious/constant",
       std::string("this condition reads nothing, so that it is always the same: ") +
           (holds ? "true" : "false"),
       std::move(hint));
}

// What a gate reads of steps does not change: the steps that it may read have ended when it is
// asked. False when it was told of.
bool Conditions::check_change(const Asked& asked) {
  if (!is_gate(asked.site)) return true;
  if (!cel::changes_with_now(asked.condition)) {
    warn(asked.site, {1, 1}, "gate/never-changes",
         "nothing that this gate reads changes while it is closed: once closed it never opens",
         "\"when\" skips the step instead; a gate waits for a time, as now >= "
         "timestamp(inputs.start)");
    return false;
  }
  if (asked.condition.asked_each_minute()) {
    warn(asked.site, {1, 1}, "gate/asked-each-minute",
         "it cannot be told when what this gate reads of now changes, so it is asked each minute",
         "compare now with a moment, or read now.getHours(), getDayOfWeek() and the like");
  }
  return true;
}

// A gate is asked from the start of the run, when nothing before it waits for somebody.
void Conditions::check_time_left(const Asked& asked) {
  const auto step = draft_.find_step(asked.site.step);
  if (!step || !is_gate(asked.site)) return;
  const auto& spec = draft_.workflow.steps[*step];
  if (!spec.gate || !spec.gate->within || !reads_only_time(asked.condition)) return;
  const auto& reads = asked.condition.reads();
  const bool from_start =
      std::find(reads.begin(), reads.end(), cel::Path{"run", "started_at"}) != reads.end();
  if (from_start ? !spec.needs.empty() : waits_before(asked, spec)) return;
  if (asked.condition.text().find(".get") != std::string::npos)
    return;  // it depends on when the run starts
  if (opens_within(asked.condition, now_, *spec.gate->within)) return;
  warn(asked.site, {1, 1}, "gate/never-opens",
       "this gate opens later than \"within\" (" + core::to_text(*spec.gate->within) +
           ") lets it wait",
       "raise \"within\"");
}

bool Conditions::waits_before(const Asked& asked, const core::Step& step) const {
  if (step.needs.empty()) return false;
  if (asked.before == nullptr) return true;
  return std::any_of(asked.before->begin(), asked.before->end(), [this](std::size_t at) {
    const auto& one = draft_.workflow.steps[at];
    return !syntax_of(one.verb).instant || one.gate;
  });
}

// The needs with which it is skipped, when they all are.
std::set<std::size_t> Conditions::skipped_with(std::size_t step) const {
  std::set<std::size_t> needs;
  for (const auto& name : draft_.workflow.steps[step].needs) {
    const auto need = draft_.find_step(name);
    if (!need || !certainty_.may_be_skipped(*need)) return {};
    needs.insert(*need);
  }
  return needs;
}

std::vector<World> Conditions::worlds_of(const Asked& asked) {
  std::set<std::size_t> read;
  for (const auto& path : asked.condition.reads()) {
    if (path.size() < 2 || path[0] != "steps") continue;
    const auto found = draft_.find_step(path[1]);
    if (found && asked.before != nullptr && asked.before->contains(*found)) read.insert(*found);
  }
  const auto step = draft_.find_step(asked.site.step);
  static const std::set<std::size_t> none;
  if (step && asked.before != nullptr && asked.site.place == Place::step)
    read.merge(skipped_with(*step));
  if (read.empty() || !step)
    return worlds_.of({.before = &none, .begun = false, .expression = &asked.condition}, {});
  const bool begun = asked.site.place == Place::wait;
  return worlds_.of(
      {.step = step, .before = asked.before, .begun = begun, .expression = &asked.condition}, read);
}

void Conditions::check_truth(const Site& site, const cel::Expression& condition,
                             const std::set<std::size_t>* before) {
  const Asked asked{site, condition, before};
  cel::Prospect prospect(condition, now_);
  const auto worlds = worlds_of(asked);
  const auto cost = worlds.size() * prospect.cost();
  if (worlds.empty() || cost > cost_left_) return;
  cost_left_ -= cost;
  for (const auto& world : worlds) prospect.add(world.names, world.assumed);
  const bool never = !prospect.may_be_true();
  for (const auto& part : prospect.never_true()) {
    const auto source = condition.text().substr(part.offset, part.length);
    const bool gate = never && is_gate(site);
    warn(site, position_in(site.cursor.node->text, part.offset),
         gate ? "gate/never-opens" : "suspicious/never-true",
         gate ? "this gate never opens: " + source + " is never true"
              : source + " is never true here",
         why_never(asked, part));
  }
}

// What makes a part impossible, as far as one can see.
std::string Conditions::why_never(const Asked& asked, const cel::Excerpt& part) const {
  bool reads_now = false;
  for (const auto& use : cel::uses(asked.condition)) {
    const auto at = use.offsets.front();
    if (at < part.offset || at >= part.offset + part.length) continue;
    reads_now = reads_now || use.path[0] == "now";
    if (use.path[0] != "steps" || use.path.size() < 2) continue;
    const auto step = draft_.find_step(use.path[1]);
    if (!step) continue;
    const auto& name = use.path[1];
    if (!certainty_.may_fail(*step))
      return '"' + name +
             "\" has not failed here, as what needs it is blocked when it fails: add \"on_error: "
             "continue\" to \"" +
             name + "\", and ask steps." + name + ".status == \"failed\"";
    return "ask steps." + name + ".status == \"failed\"";
  }
  if (const auto step = draft_.find_step(asked.site.step);
      step && !reads_now && !skipped_with(*step).empty())
    return '"' + asked.site.step +
           "\" is skipped when all that it needs was skipped: let it need what those need";
  if (reads_now) {
    return "hours are 0 to 23, minutes 0 to 59, months 0 (January) to 11, days of the week 0 "
           "(Sunday) to 6, getDate() 1 to 31; "
           "and "
           "what is past does not come again";
  }
  return {};
}

void Conditions::warn(const Site& site, core::Position at, std::string rule, std::string message,
                      std::string hint) {
  reader_.inside(core::Finding::Severity::warning, std::move(rule), std::move(message), site.cursor,
                 at, std::move(hint));
}

}  // namespace baton::templates
