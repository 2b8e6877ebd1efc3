#pragma once

#include "baton/engine/decide.hpp"
#include "engine/names.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace baton::engine {

// A decision in the making: every transition noted is applied at once, so that what follows sees
// it.
class Draft {
 public:
  Draft(const Plan& of, core::Run&& run, const Moment& at, const Plan* newer_one = nullptr)
      : plan(of),
        newer(newer_one),
        moment(at),
        random_(at.random),
        out_{std::move(run), {}, {}, {}},
        budget_(cel::kDecisionCostMax, at.clock, cel::kDecisionTimeMax),
        looking_ahead_(core::kExpressionCostMax, at.clock) {}

  const Plan& plan;
  const Plan* newer;  // see decide()
  const Moment& moment;

  const core::Run& run() const { return out_.run; }
  const core::StepState& state(const PlanStep& step) const { return out_.run.step(step.ref); }
  // All expressions of a decision share one budget.
  Names names(const core::Json* event = nullptr) const {
    return {out_.run.view(), moment.now, event, &budget_};
  }
  // The same at another moment. All looks ahead share another budget, so that they take nothing
  // from what is decided now.
  Names names_at(core::Time then) const {
    return {out_.run.view(), then, nullptr, &looking_ahead_};
  }
  bool may_look_ahead() const { return !looking_ahead_.exhausted(); }

  // How far the log had been stepped when `step` begins; not kept where nobody needs it.
  core::EventId start_of(const PlanStep& step) const {
    return step.start_matters ? moment.position : core::EventId{};
  }

  void note(core::Transition transition) {
    evolve(out_.run, transition, moment.now);
    out_.transitions.push_back(std::move(transition));
  }
  template <class Predicate>
  bool any_noted(Predicate predicate) const {
    return std::any_of(out_.transitions.begin(), out_.transitions.end(), predicate);
  }
  // A condition could not be evaluated.
  void fault(core::Error error) { out_.errors.push_back(std::move(error)); }
  template <class Effect>
  void act(Effect effect) {
    out_.effects.emplace_back(std::in_place_type<Effect>, std::move(effect));
  }

  // Events that may still be published because of the run's root.
  std::int64_t descendants_left() const {
    const auto publishes = [](const core::Effect& effect) {
      return std::holds_alternative<core::Publish>(effect);
    };
    return moment.descendants_left -
           std::count_if(out_.effects.begin(), out_.effects.end(), publishes);
  }

  // The next draw of this decision's chance (SplitMix64, Steele, Lea and Flood 2014).
  std::uint64_t draw() {
    random_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = random_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
  }

  Decision finish() { return std::move(out_); }

 private:
  std::uint64_t random_;
  Decision out_;
  mutable cel::Budget budget_;
  mutable cel::Budget looking_ahead_;
};

}  // namespace baton::engine
