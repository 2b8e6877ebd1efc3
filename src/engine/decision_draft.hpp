#pragma once

#include "baton/core/split_mix.hpp"
#include "baton/engine/decide.hpp"
#include "engine/fact_log.hpp"
#include "engine/names.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace baton::engine {

// A decision in the making. A transition is applied to the run as soon as it is noted, so that all
// later parts of the decision see it. It borrows the plans and the moment.
class DecisionDraft {
 public:
  DecisionDraft(const Plan& of, core::Run&& run, const Moment& at, const Plan* newer_one = nullptr)
      : plan(of),
        newer(newer_one),
        moment(at),
        random_(at.random),
        out_{std::move(run), {}, {}, {}},
        budget_(cel::decision_budget(at.clock)),
        looking_ahead_(core::kExpressionCostMax, at.clock),
        facts_(at.facts) {}

  const Plan& plan;
  const Plan* newer;  // the active version, as decide() takes it; may be null
  const Moment& moment;
  // The fact whose change the decision is about, as core::fact_text() writes it; empty: none.
  std::string changed_fact{};

  // The run as it is now.
  const core::Run& run() const { return out_.run; }
  // A step of the run as it is now.
  const core::StepState& state(const PlanStep& step) const { return out_.run.step(step.ref); }
  // What expressions see now, with `event` if one is given. All expressions of a decision share one
  // budget.
  ViewBindings names(const core::Json* event = nullptr) const {
    return {out_.run.view(), moment.now, event, &budget_, outside()};
  }
  // What the expressions of a step see now, or those of one of its items.
  ViewBindings names_of(const PlanStep& step) const {
    if (!step.ref.has_item()) return names();
    const auto& items = out_.run.step(step.ref.name).items;
    return {out_.run.view(), moment.now, nullptr,
            &budget_,        outside(),  ItemNames{items ? &*items : nullptr, step.ref.item}};
  }
  // What expressions would see at the wall time `then`. All looks ahead share a budget of their
  // own, so that they take nothing from what is decided now.
  ViewBindings names_at(core::Time then) const {
    return {out_.run.view(), then, nullptr, &looking_ahead_, moment.outside()};
  }
  // What was read of facts through names() and names_of() since the last call, as FactLog gives it.
  core::Json facts_read() const { return facts_.take(); }
  // False once that budget is used up.
  bool may_look_ahead() const { return !looking_ahead_.exhausted(); }

  // The position that the run keeps of a step that begins now. Zero if no wait needs it.
  core::EventId start_of(const PlanStep& step) const {
    return step.start_matters ? moment.position : core::EventId{};
  }

  // Something happens to the run.
  void note(core::Transition transition) {
    evolve(out_.run, transition, moment.now);
    out_.transitions.push_back(std::move(transition));
  }
  // Whether `predicate` holds for a transition that was noted so far.
  template <class Predicate>
  bool any_noted(Predicate predicate) const {
    return std::any_of(out_.transitions.begin(), out_.transitions.end(), predicate);
  }
  // A gate was asked.
  void gate_asked() { ++out_.gates_asked; }
  // A condition could not be evaluated.
  void fault(core::Error error) { out_.errors.push_back(std::move(error)); }
  // Adds something that the runtime does after the commit.
  template <class Effect>
  void act(Effect effect) {
    out_.effects.emplace_back(std::in_place_type<Effect>, std::move(effect));
  }

  // How many events may still be published because of the run's root.
  std::int64_t descendants_left() const {
    const auto publishes = [](const core::Effect& effect) {
      return std::holds_alternative<core::Publish>(effect);
    };
    return moment.descendants_left -
           std::count_if(out_.effects.begin(), out_.effects.end(), publishes);
  }

  // The next random number of this decision, spread over all 64 bits.
  std::uint64_t draw() { return core::split_mix(random_); }

  // What expressions ask; facts that they read are remembered.
  cel::Outside outside() const {
    auto asked = moment.outside();
    if (asked.facts != nullptr) asked.facts = &facts_;
    return asked;
  }

  // Gives the decision away; the draft is empty afterwards.
  Decision finish() { return std::move(out_); }

 private:
  std::uint64_t random_;
  Decision out_;
  mutable cel::Budget budget_;
  mutable cel::Budget looking_ahead_;
  mutable FactLog facts_;
};

}  // namespace baton::engine
