#include "baton/engine/migration.hpp"

#include "baton/cel/uses.hpp"
#include "baton/core/text.hpp"
#include "baton/engine/resolving.hpp"
#include "engine/definition.hpp"
#include "engine/inputs.hpp"
#include "engine/migrating.hpp"
#include "engine/needs.hpp"
#include "engine/service_levels.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::engine {

namespace {

using core::Json;
using core::StepState;
using core::StepStatus;

// Keys that matter only after a step has ended, or to what people may do. They may change while the
// step is under way.
bool concerns_what_follows(std::string_view key) { return key == "undo" || key == "mandatory"; }

bool is_open(const StepState& state) {
  return core::live(state.status) && state.status != StepStatus::gated;
}

// True if the step was tried, or has asked somebody, so that its state belongs to its verb.
bool has_begun(const StepState& state) {
  return state.attempt > 0 || !state.key.empty() || state.items || state.child || state.approval ||
         state.task;
}

// Why the step may have had an effect that is not known; empty if what became of all its attempts
// is known.
std::string doubt_about(const StepState& state) {
  if (state.superseded) return "the outcome of one of its attempts is still to come";
  if (state.uncertain || state.in_doubt) return "nobody knows whether its action happened";
  return {};
}

bool same_kind(const PlanStep& one, const PlanStep& other) {
  return one.verb.index() == other.verb.index() && !one.each == !other.each;
}

// "a `do`", "a `do` with `each`".
std::string kind_of(const PlanStep& step) {
  return "a `" + std::string(core::verb_name(step.spec->verb)) + '`' +
         (step.each ? " with `each`" : "");
}

// True if the expression fails where the context has no value of this name.
bool needs_of_context(const ExpressionPtr& expression, std::string_view name) {
  const auto uses = expression ? cel::uses(*expression) : std::vector<cel::Use>();
  return std::any_of(uses.begin(), uses.end(), [name](const cel::Use& use) {
    return use.sure > 1 && use.path[0] == "context" && use.path[1] == name;
  });
}

bool in_doubt(const core::Run& run, const std::string& step) {
  for (auto at = run.steps().lower_bound(core::StepRef(step));
       at != run.steps().end() && at->first.name == step; ++at) {
    if (!doubt_about(at->second).empty()) return true;
  }
  return false;
}

class Comparison {
 public:
  Comparison(const Plan& from, const Plan& to, const core::Run& run)
      : from_(from), to_(to), run_(run) {
    found_.from = from.version();
    found_.to = to.version();
  }

  Migration take() {
    look_at_run();
    look_at_inputs();
    look_at_context();
    for (const auto& step : to_.steps()) {
      if (step.phase == Phase::undo) continue;
      const auto* before = from_.step(step.ref.name);
      if (before == nullptr) {
        found_.added.push_back(step.ref.name);
      } else {
        look_at_step(*before, step);
      }
    }
    for (const auto& step : from_.steps())
      if (step.phase != Phase::undo && to_.step(step.ref.name) == nullptr) look_at_dropped(step);
    return std::move(found_);
  }

 private:
  void conflict(const std::string& step, std::string message) {
    found_.conflicts.push_back({step, std::move(message)});
  }
  std::string version() const { return "version " + std::to_string(to_.version()); }

  void look_at_run() {
    const auto& head = run_.head();
    if (from_.version() == to_.version()) conflict({}, "the run has " + version() + " already");
    if (run_.done())
      conflict({}, "the run has ended: it is " + std::string(core::to_text(run_.status())));
    if (head.parent)
      conflict({}, "a step of " + head.parent.text() + " has begun it and has chosen its version");
    if (!run_.done() && winding_up(from_, run_))
      conflict({}, "the run has failed, and what it did is being undone");
    if (slot_of(from_) != slot_of(to_))
      conflict({}, "`concurrency` has another key in " + version() +
                       ", and the run has its place by the old key");
  }

  // The key of `concurrency` as the template has it: empty if it has no key, and null if there is
  // no `concurrency`.
  static Json slot_of(const Plan& plan) {
    const auto& concurrency = plan.source().concurrency;
    if (!concurrency) return nullptr;
    return concurrency->key ? concurrency->key->text : std::string();
  }

  void look_at_inputs() {
    const auto& before = run_.view().at("inputs");
    Json inputs = before;
    if (const auto unfit = check_inputs(to_.source().inputs, inputs))
      return conflict({}, unfit->text());
    for (const auto& [name, value] : inputs.items()) {
      const auto* known = core::find(before, name);
      if (known == nullptr || *known != value || known->type() != value.type())
        found_.inputs[name] = value;
    }
  }

  // The context of a run is made when it starts, so the run lacks the values that are new in it.
  void look_at_context() {
    const auto& values = to_.source().context.values.value;
    const auto& context = run_.view().at("context");
    for (const auto& name : to_.source().context.require)
      if (!context.contains(name))
        conflict({}, version() + " requires context." + name + ", which the run does not have");
    if (!values.is_object()) return;
    for (const auto& [name, value] : values.items()) {
      if (name == "hear" || !lacks(name)) continue;
      if (const auto* reader = reader_of(name))
        conflict(reader->ref.name,
                 "it reads context." + name + " in " + version() + ", which the run does not have");
      else if (outputs_need(name))
        conflict({}, "the outputs of " + version() + " read context." + name +
                         ", which the run does not have");
    }
  }

  bool lacks(const std::string& name) const {
    const auto& context = run_.view().at("context");
    const auto& before = from_.source().context.values.value;
    const bool known = before.is_object() && before.contains(name);
    return !known && !context.contains(name);
  }

  // A step that is still to come and fails without this value of the context; null if there is
  // none.
  const PlanStep* reader_of(const std::string& name) const {
    const auto needs_it = [&name](const ExpressionPtr& expression) {
      return needs_of_context(expression, name);
    };
    for (const auto& step : to_.steps()) {
      const auto status = run_.step(step.ref).status;
      const bool to_come = status == StepStatus::pending || status == StepStatus::gated ||
                           status == StepStatus::blocked;
      if (to_come && std::any_of(step.expressions.begin(), step.expressions.end(), needs_it))
        return &step;
    }
    return nullptr;
  }

  bool outputs_need(const std::string& name) const {
    if (!to_.outputs()) return false;
    const auto& holes = to_.outputs()->holes();
    return std::any_of(holes.begin(), holes.end(), [&name](const auto& hole) {
      return needs_of_context(hole.expression, name);
    });
  }

  void look_at_step(const PlanStep& before, const PlanStep& after) {
    const auto& name = after.ref.name;
    const auto& state = run_.step(after.ref);
    if (before.spec->mandatory && !after.spec->mandatory)
      conflict(name, "it is mandatory, and in " + version() + " it is not");
    if (before.phase != after.phase && run_.steps().contains(after.ref))
      return conflict(name,
                      after.phase == Phase::on_failure
                          ? "it is a step of `on_failure` in " + version() + ", and was none"
                          : "it is no step of `on_failure` in " + version() + ", and was one");
    auto keys = differences(*before.spec, *after.spec);
    const bool other_work = std::any_of(keys.begin(), keys.end(), says_what_is_done);
    if (is_open(state)) return look_at_open(before, after, std::move(keys));
    const bool has_result = state.status == StepStatus::succeeded || has_begun(state);
    if (has_result && !same_kind(before, after))
      return conflict(name, "it was " + kind_of(before) + " when it began, and is " +
                                kind_of(after) + " in " + version());
    const bool ended_well = core::settled(state.status) && state.status != StepStatus::failed &&
                            state.status != StepStatus::blocked;
    if (ended_well || state.status == StepStatus::failed) found_.kept.push_back(name);
    if (ended_well) {
      std::erase_if(keys, [](const auto& key) { return !concerns_what_follows(key); });
    } else if (other_work && has_begun(state)) {
      look_at_earlier_work(name, state);
    }
    if (!keys.empty()) found_.changed.push_back({name, std::move(keys)});
  }

  // A step that is under way goes on with what it was begun with.
  void look_at_open(const PlanStep& before, const PlanStep& after, std::vector<std::string> keys) {
    const auto& name = after.ref.name;
    std::vector<std::string> held;
    for (const auto& key : keys)
      if (!concerns_what_follows(key)) held.push_back('`' + key + '`');
    const auto status = std::string(core::to_text(run_.step(after.ref).status));
    if (!same_kind(before, after))
      return conflict(name, "it is " + status + ", and is " + kind_of(after) + " in " + version() +
                                " where it was " + kind_of(before));
    if (!held.empty())
      return conflict(name, "it is " + status + ", and its " + core::any_of(held, " and ") +
                                (held.size() == 1 ? " is" : " are") + " different in " + version());
    found_.open.push_back(name);
    if (!keys.empty()) found_.changed.push_back({name, std::move(keys)});
  }

  // A step that was begun before, did not succeed, and does something else in the new version.
  void look_at_earlier_work(const std::string& name, const StepState& state) {
    if (state.items)
      return conflict(name, "some of its items were done, and in " + version() +
                                " it does something else for them");
    if (auto doubt = doubt_about(state); !doubt.empty())
      return conflict(name, std::move(doubt) + ", and in " + version() + " it does something else");
    found_.renewed.push_back(name);
  }

  void look_at_dropped(const PlanStep& step) {
    const auto& name = step.ref.name;
    const auto& state = run_.step(step.ref);
    const auto lacks_it = version() + " does not have it";
    found_.dropped.push_back(name);
    if (step.spec->mandatory) conflict(name, "it is mandatory, and " + lacks_it);
    if (is_open(state))
      conflict(name, "it is " + std::string(core::to_text(state.status)) + ", and " + lacks_it);
    else if (in_doubt(run_, name))
      conflict(name, "nobody knows yet what became of its action, and " + lacks_it);
    else if (state.status == StepStatus::succeeded && step.undone_by)
      conflict(name, "it has succeeded and can be undone, and " + lacks_it);
  }

  const Plan& from_;
  const Plan& to_;
  const core::Run& run_;
  Migration found_{};
};

// Whether a step that the old version holds at its gate has to be decided on anew, since its gate
// or what must come before the gate has changed.
bool is_asked_anew(const Migration& migration, const std::string& step) {
  constexpr std::array<std::string_view, 5> kKeys{"calendar", "gate", "join", "needs", "when"};
  return std::any_of(
      migration.changed.begin(), migration.changed.end(), [&](const ChangedStep& changed) {
        return changed.step == step &&
               std::any_of(changed.keys.begin(), changed.keys.end(), [&](const auto& key) {
                 return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
               });
      });
}

// The steps that have not begun, and for which all that they need has ended.
std::vector<std::string> next_steps(const DecisionDraft& draft) {
  std::vector<std::string> next;
  for (const auto& step : draft.plan.steps()) {
    const bool may = step.phase == Phase::work && draft.state(step).status == StepStatus::pending &&
                     begun_by_marks(draft.plan, draft.run(), step) == Begun::yes &&
                     ask_needs(draft, step).answer == Needs::met;
    if (may) next.push_back(step.ref.name);
  }
  return next;
}

}  // namespace

Migration migration(const Plan& from, const Plan& to, const core::Run& run) {
  core::ensure(from.source().name == to.source().name,
               "a run is migrated to a version of its own workflow");
  auto found = Comparison(from, to, run).take();
  if (!found.conflicts.empty()) return found;
  const Moment moment;
  DecisionDraft draft(to, core::Run(run), moment);
  take_over(draft, found, {}, {});
  found.next = next_steps(draft);
  return found;
}

std::optional<core::Error> unmigratable(const Migration& migration) {
  if (migration.conflicts.empty()) return std::nullopt;
  std::string message = "the run cannot be migrated to version " + std::to_string(migration.to);
  std::string_view before = ": ";
  for (const auto& conflict : migration.conflicts) {
    message += before;
    message += conflict.text();
    before = "; ";
  }
  return core::Error{core::Errc::conflict, std::move(message), {}, {}};
}

void take_over(DecisionDraft& draft, const Migration& migration, const core::Event& why,
               Json pins) {
  auto kept_pins = draft.run().head().pins;
  for (const auto& [name, version] : pins.items())
    if (!kept_pins.contains(name)) kept_pins[name] = version;
  draft.note(core::RunMigrated{migration.from, migration.to, why.actor,
                               core::text_at(why.data, "note"), migration.dropped,
                               migration.renewed, migration.inputs, std::move(kept_pins)});
  // Steps stand behind those that they need, so these are pending again before a step is asked.
  for (const auto& step : draft.plan.steps()) {
    const auto status = draft.state(step).status;
    const bool unblocked =
        status == StepStatus::blocked && ask_needs(draft, step).answer != Needs::broken;
    const bool asked_anew = status == StepStatus::gated && is_asked_anew(migration, step.ref.name);
    if (unblocked || asked_anew) draft.note(core::StepReset{step.ref});
  }
}

}  // namespace baton::engine
