#pragma once

#include "baton/engine/decide.hpp"
#include "engine/names.hpp"

#include <string>
#include <utility>

namespace baton::engine {

// A decision in the making: every transition noted is applied at once, so that what follows sees it.
class Draft {
 public:
  Draft(const Plan& of, core::Run run, const Moment& at)
      : plan(of), moment(at), random_(at.random), out_{std::move(run), {}, {}} {}

  const Plan& plan;
  const Moment& moment;

  const core::Run& run() const { return out_.run; }
  const core::StepState& state(const PlanStep& step) const { return out_.run.step(step.spec->name); }
  Names names(const core::Json* event = nullptr) const { return {out_.run.view(), moment.now, event}; }

  void note(core::Transition transition) {
    evolve(out_.run, transition, moment.now);
    out_.transitions.push_back(std::move(transition));
  }
  template <class Effect>
  void act(Effect effect) {
    out_.effects.emplace_back(std::in_place_type<Effect>, std::move(effect));
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
};

}  // namespace baton::engine
