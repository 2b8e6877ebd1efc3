#include "baton/engine/resolving.hpp"

#include "baton/cel/uses.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "engine/names.hpp"

#include <algorithm>
#include <set>

namespace baton::engine {

namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::StepStatus;

std::vector<cel::Use> uses_of(const ExpressionPtr& expression) {
  return expression ? cel::uses(*expression) : std::vector<cel::Use>{};
}

std::vector<cel::Use> uses_of(const DocumentPtr& document) {
  std::vector<cel::Use> uses;
  for (const auto& hole : document ? document->holes() : std::vector<cel::Document::Hole>{}) {
    for (auto& use : uses_of(hole.expression)) uses.push_back(std::move(use));
  }
  return uses;
}

std::vector<cel::Use> uses_of(const PlanStep& step) {
  std::vector<cel::Use> uses;
  for (const auto& expression : step.expressions) {
    for (auto& use : uses_of(expression)) uses.push_back(std::move(use));
  }
  return uses;
}

// "id, key and url".
std::string all_of(const std::vector<std::string>& names) { return core::any_of(names, " and "); }

// A command that people can copy: baton runs resolve run_… ticket --succeeded -d '{"id": "…"}'.
std::string example(const core::Run& run, std::string_view step,
                    const std::vector<std::string>& members) {
  std::string text =
      "baton runs resolve " + run.id().text() + ' ' + std::string(step) + " --succeeded -d '{";
  for (const auto& name : members)
    text += (text.back() == '{' ? "" : ", ") + core::dump(name) + ": \"…\"";
  return text + "}'";
}

// Why what a person said of this step cannot be corrected any more, because of steps after it;
// nullopt if it can.
std::optional<Error> uncorrectable(const Plan& plan, const core::Run& run, const PlanStep& step,
                                   std::string_view as) {
  for (const auto& other : plan.steps()) {
    if (!comes_after(plan, other, step)) continue;
    const auto status = run.step(other.ref).status;
    const auto which = '"' + other.spec->name + "\", which comes after it, ";
    if (status == StepStatus::running || status == StepStatus::unknown)
      return Error{
          Errc::conflict, which + "acts on it just now", {}, "correct it when that has ended"};
    if (status == StepStatus::succeeded && as != "succeeded")
      return Error{Errc::conflict,
                   which + "has acted on it",
                   {},
                   "its output can still be corrected, with --succeeded"};
  }
  return std::nullopt;
}

}  // namespace

bool resolved_by_a_person(const core::Run& run, std::string_view step) {
  const auto* steps = core::find(run.view(), "steps");
  const auto* seen = steps ? core::find(*steps, step) : nullptr;
  return seen && seen->contains(kResolvedBy);
}

bool winding_up(const Plan& plan, const core::Run& run) {
  return std::any_of(plan.steps().begin(), plan.steps().end(), [&run](const PlanStep& step) {
    return step.phase != Phase::work && run.step(step.ref).status != StepStatus::pending;
  });
}

bool comes_after(const Plan& plan, const PlanStep& step, const PlanStep& other) {
  const auto at = static_cast<std::uint16_t>(plan.step(other.ref.name) - plan.steps().data());
  return std::find(step.before.begin(), step.before.end(), at) != step.before.end();
}

bool reads(const PlanStep& step, std::string_view name) {
  const auto uses = uses_of(step);
  return std::any_of(uses.begin(), uses.end(),
                     [&](const cel::Use& use) { return reads_step(use.path, name); });
}

std::optional<Error> unresolvable(const Plan& plan, const core::Run& run, const PlanStep& step,
                                  std::string_view as) {
  const auto name = step.ref.text();
  const auto& state = run.step(step.ref);
  const bool open = state.status == StepStatus::unknown || state.status == StepStatus::failed;
  const bool told = resolved_by_a_person(run, name) && core::settled(state.status);
  if (step.each && !step.ref.has_item())
    return Error{Errc::conflict,
                 "step \"" + name + "\" is done for each of several items",
                 {},
                 "name the item: " + name + ".0 is the first"};
  if (run.status() == core::RunStatus::cancelled || !(told || (open && state.uncertain)))
    return Error{
        Errc::conflict,
        "step \"" + name + "\" is " + std::string(to_text(state.status)) +
            ": only one of which nobody knows whether it happened is for a person to resolve"};
  if (run.status() == core::RunStatus::succeeded)
    return Error{Errc::conflict, "the run has succeeded"};
  if (step.phase == Phase::work && !run.done() && winding_up(plan, run))
    return Error{Errc::conflict,
                 "the run has failed, and what it did is being undone",
                 {},
                 "resolve \"" + name + "\" when the run has ended"};
  return told && state.status == StepStatus::succeeded ? uncorrectable(plan, run, step, as)
                                                       : std::nullopt;
}

std::vector<std::string> members_needed(const Plan& plan, std::string_view step) {
  std::set<std::string> members;
  const auto add = [&](const std::vector<cel::Use>& uses) {
    for (const auto& use : uses) {
      const bool of_output = use.path.size() > 3 && use.path[0] == "steps" && use.path[1] == step &&
                             use.path[2] == "output";
      if (of_output && use.sure > 3) members.insert(use.path[3]);
    }
  };
  for (const auto& other : plan.steps()) add(uses_of(other));
  add(uses_of(plan.outputs()));
  return {members.begin(), members.end()};
}

std::optional<Error> unfit_output(const Plan& plan, const core::Run& run, const PlanStep& step,
                                  const Json& output, const std::vector<std::string>& declared) {
  const auto name = step.ref.key();
  const auto needed = step.ref.has_item() ? std::vector<std::string>{} : members_needed(plan, name);
  const auto refused = [](std::string message, std::string hint) {
    return Error{Errc::invalid, std::move(message), "/output", std::move(hint)};
  };
  if (!output.is_object() && !output.is_null()) {
    if (needed.empty() && declared.empty()) return std::nullopt;
    const auto& shown = needed.empty() ? declared : needed;
    return refused("the output of \"" + name + "\" is an object with " + all_of(shown),
                   example(run, name, shown));
  }
  std::vector<std::string> missing;
  for (const auto& member : needed) {
    if (!core::find(output, member)) missing.push_back(member);
  }
  if (!missing.empty())
    return refused(
        "the run reads steps." + name + ".output." + all_of(missing) + ", and the output lacks it",
        example(run, name, needed));
  if (output.is_null()) return std::nullopt;
  for (const auto& [member, value] : output.items()) {
    const bool known =
        declared.empty() || std::find(declared.begin(), declared.end(), member) != declared.end();
    if (known) continue;
    auto hint = core::did_you_mean(member, declared);
    return refused("the output of \"" + name + "\" has no \"" + member + '"',
                   hint.empty() ? "it has " + all_of(declared) : hint);
  }
  return std::nullopt;
}

}  // namespace baton::engine
