#include "baton/engine/plan.hpp"

#include "engine/compiler.hpp"
#include "engine/hearing.hpp"
#include "engine/verbs/verb.hpp"
#include "engine/window_names.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace baton::engine {

namespace {

using core::Errc;
using core::Error;
using core::Result;
using core::Template;

// For each step that marks of others begin: those other steps.
std::multimap<std::string_view, std::string_view> begun_by_marks(const Template& source) {
  std::multimap<std::string_view, std::string_view> begun;
  for (const auto& step : source.steps) {
    if (!step.sla) continue;
    for (const auto& mark : step.sla->marks)
      if (mark && !mark->step.empty()) begun.emplace(mark->step, step.name);
  }
  return begun;
}

// The steps in an order in which needs come first, and steps whose marks begin others; nullopt if
// there is a cycle or an unknown name.
std::optional<std::vector<const core::Step*>> in_order(const Template& source) {
  const auto begun = begun_by_marks(source);
  std::vector<const core::Step*> ordered;
  std::set<std::string_view> placed;
  while (ordered.size() < source.steps.size()) {
    const auto before = ordered.size();
    for (const auto& step : source.steps) {
      const auto ready = [&](const std::string& need) { return placed.contains(need); };
      const auto [first, last] = begun.equal_range(step.name);
      if (placed.contains(step.name) || !std::all_of(step.needs.begin(), step.needs.end(), ready) ||
          !std::all_of(first, last, [&](const auto& by) { return placed.contains(by.second); }))
        continue;
      placed.insert(step.name);
      ordered.push_back(&step);
    }
    if (ordered.size() == before) return std::nullopt;
  }
  const auto is_there = [&placed](const auto& by) { return placed.contains(by.first); };
  if (!std::all_of(begun.begin(), begun.end(), is_there)) return std::nullopt;
  return ordered;
}

// What undoes a step, as a step of its own.
core::Step undo_of(const core::Step& step) {
  core::Step undo{step.name + ".undo", step.undo->action};
  undo.retry = step.undo->retry;
  undo.timeout = step.undo->timeout;
  undo.calendar = step.calendar;
  undo.team = step.team;
  return undo;
}

// Links each step to those that it needs and to those that need it. `places`: the index of each
// step in `steps`, by its name.
void link(std::vector<PlanStep>& steps,
          const std::unordered_map<std::string_view, std::size_t>& places) {
  for (std::size_t at = 0; at < steps.size(); ++at) {
    for (const auto& need : steps[at].spec->needs) {
      const auto place = places.at(need);
      steps[at].needs.push_back(place);
      auto& needed = steps[place];
      needed.dependents.push_back(at);
      const auto looks_back = verb_of(steps[at]).looks_back_to_needs;
      needed.start_matters = needed.start_matters || (looks_back && looks_back(steps[at]));
    }
  }
}

// Links each step to the marks that begin it.
void link_marks(std::vector<PlanStep>& steps,
                const std::unordered_map<std::string_view, std::size_t>& places) {
  for (std::size_t at = 0; at < steps.size(); ++at) {
    const auto& sla = steps[at].spec->sla;
    for (std::size_t mark = 0; sla && mark < core::kSlaMarks; ++mark) {
      if (!sla->marks[mark] || sla->marks[mark]->step.empty()) continue;
      steps[places.at(sla->marks[mark]->step)].begun_by.push_back(
          {at, static_cast<core::SlaMark>(mark)});
    }
  }
}

// Whether the `when` or the gate of a step reads how another step ended.
bool asks_about(const PlanStep& step, const std::string& other) {
  const auto of_other = [&other](const cel::Path& path) {
    return path.size() > 2 && path[0] == "steps" && path[1] == other;
  };
  const auto reads = [&of_other](const ExpressionPtr& expression) {
    return expression &&
           std::any_of(expression->reads().begin(), expression->reads().end(), of_other);
  };
  return reads(step.when) || reads(step.gate);
}

// Sets which failures count as done. The failure of an approval, which is a refusal or a timeout,
// counts so only if every step that needs the approval asks how it ended. templates::load() refuses
// a template in which one does not.
void forgive(std::vector<PlanStep>& steps) {
  for (auto& step : steps) {
    step.forgivable = step.spec->on_error == core::OnError::keep_going;
    if (!verb_of(step).asks) continue;
    for (const auto dependent : step.dependents)
      step.forgivable = step.forgivable && asks_about(steps[dependent], step.spec->name);
  }
}

// Sets which steps each step comes after.
void find_before(std::vector<PlanStep>& steps) {
  for (auto& step : steps) {  // in the order of needs: those of its needs are complete
    std::set<std::uint16_t> before;
    for (const auto need : step.needs) {
      before.insert(steps[need].before.begin(), steps[need].before.end());
      before.insert(static_cast<std::uint16_t>(need));
    }
    step.before.assign(before.begin(), before.end());
    step.loose = step.spec->join != core::Join::all ||
                 std::any_of(step.needs.begin(), step.needs.end(),
                             [&steps](std::size_t need) { return steps[need].loose; });
  }
}

// The workflows that these steps run, each once.
std::vector<const core::RunWorkflow*> workflows_run(const std::vector<PlanStep>& steps) {
  std::vector<const core::RunWorkflow*> found;
  std::set<std::string> names;
  for (const auto& step : steps) {
    const auto* run = std::get_if<core::RunWorkflow>(&step.spec->verb);
    if (run && names.insert(run->name()).second) found.push_back(run);
  }
  return found;
}

}  // namespace

const PlanStep* Plan::step(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &steps_[found->second];
}

Result<std::shared_ptr<const Plan>> compile(Template source, int version) {
  auto plan = std::shared_ptr<Plan>(new Plan());
  plan->source_ = std::make_unique<const Template>(std::move(source));
  plan->version_ = version;
  const auto ordered = in_order(plan->source());
  if (!ordered)
    return Error{Errc::invalid, "steps need each other in a circle, or a step that is not there",
                 plan->source().name};
  Compiler compiler(plan->source());
  for (const auto& trigger : plan->source().triggers)
    plan->triggers_.push_back(compiler.trigger(trigger));
  name_windows(plan->source().name, plan->triggers_);
  plan->has_windows_ = std::any_of(plan->triggers_.begin(), plan->triggers_.end(),
                                   [](const auto& trigger) { return trigger.window.has_value(); });
  for (const auto* step : *ordered) {
    plan->by_name_.emplace(step->name, plan->steps_.size());
    plan->steps_.push_back(compiler.step(*step));
  }
  const auto steps = plan->steps_.size();
  for (std::size_t at = 0; at < steps; ++at) {
    if (!plan->steps_[at].spec->undo) continue;
    const auto& spec = *plan->undo_specs_.emplace_back(
        std::make_unique<const core::Step>(undo_of(*plan->steps_[at].spec)));
    plan->by_name_.emplace(spec.name, plan->steps_.size());
    plan->steps_[at].undone_by = plan->steps_.size();
    plan->steps_.push_back(compiler.step(spec));
    plan->steps_.back().phase = Phase::undo;
  }
  if (const auto& concurrency = plan->source().concurrency)
    plan->slot_key_ = compiler.expression(concurrency->key, "concurrency.key");
  auto context = plan->source().context.values;
  context.value.erase("hear");
  plan->context_ = compiler.document(context, "context");
  plan->heard_specs_ = heard_in(plan->source().context);
  for (const auto& spec : plan->heard_specs_)
    plan->hears_.push_back(compile_awaited(compiler, *spec, "context.hear"));
  plan->outputs_ = compiler.document(plan->source().outputs, "outputs");
  if (const auto& due = plan->source().due; due && !due->length)
    plan->due_ = compiler.document(due->value, "due");
  if (compiler.error()) return *compiler.error();
  link(plan->steps_, plan->by_name_);
  link_marks(plan->steps_, plan->by_name_);
  for (std::size_t at = 0; at < plan->steps_.size(); ++at)
    if (plan->steps_[at].sla) plan->service_levels_.push_back(at);
  plan->publishes_ =
      std::any_of(plan->steps_.begin(), plan->steps_.end(),
                  [](const PlanStep& step) { return verb_row(step.verb.index()).publishes; });
  plan->runs_ = workflows_run(plan->steps_);
  forgive(plan->steps_);
  find_before(plan->steps_);
  return std::shared_ptr<const Plan>(std::move(plan));
}

}  // namespace baton::engine
