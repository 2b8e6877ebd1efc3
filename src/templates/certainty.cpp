#include "templates/certainty.hpp"

#include <algorithm>

namespace baton::templates {

Certainty::Certainty(const PartialTemplate& partial)
    : partial_(partial),
      needs_(partial.workflow.steps.size()),
      visited_(needs_.size()),
      succeeded_(needs_.size()),
      tried_(needs_.size()) {
  for (std::size_t step = 0; step < needs_.size(); ++step) {
    for (const auto& need : partial.workflow.steps[step].needs) {
      if (const auto found = partial.find_step(need)) needs_[step].push_back(*found);
    }
    const auto& sla = partial.workflow.steps[step].sla;
    for (std::size_t mark = 0; sla && mark < sla->marks.size(); ++mark) {
      const auto begun =
          sla->marks[mark] ? partial.find_step(sla->marks[mark]->step) : std::nullopt;
      if (begun) begins_by_a_mark_.set(*begun);
    }
  }
  for (std::size_t step = 0; step < needs_.size(); ++step) visit(step);
}

bool Certainty::may_fail(std::size_t step) const {
  return partial_.workflow.steps[step].on_error == core::OnError::keep_going;
}

// Recurses as deep as the longest chain of needs, which kStepsMax bounds. Steps that need each
// other in a circle are reported by check_needs().
void Certainty::visit(std::size_t step) {
  if (visited_[step]) return;
  visited_[step] = true;
  const auto& needs = needs_[step];
  for (const auto need : needs) visit(need);
  const auto& spec = partial_.workflow.steps[step];
  const bool may_skip_itself = spec.when || spec.on_failure || begins_by_a_mark_.test(step) ||
                               (spec.gate && spec.gate->on_timeout == core::Gate::OnTimeout::skip);
  const bool all_may_be_skipped = !needs.empty() && spec.join != core::Join::always &&
                                  std::all_of(needs.begin(), needs.end(), [this](std::size_t need) {
                                    return may_be_skipped(need);
                                  });
  may_be_skipped_.set(step, may_skip_itself || all_may_be_skipped);
  loose_.set(step, spec.on_failure || spec.join != core::Join::all ||
                       std::any_of(needs.begin(), needs.end(),
                                   [this](std::size_t need) { return loose_.test(need); }));
  succeeded_[step] = surely(step, succeeded_, false);
  tried_[step] = surely(step, tried_, true);
}

// A step begins once all its needs have ended and at least one of them was not skipped. So a step
// is sure when every need makes it sure, or when a need that is never skipped does. With `join:
// any` it begins after one need, whichever that is, so that every need must make it sure. With
// `join: always` nothing is sure. `of_needs` says what each step makes sure; `with_failed` counts
// needs that failed while the run went on.
Certainty::Steps Certainty::surely(std::size_t step, const std::vector<Steps>& of_needs,
                                   bool with_failed) const {
  const auto join = partial_.workflow.steps[step].join;
  Steps sure;
  Steps in_all;
  if (join == core::Join::always) return sure;
  if (!needs_[step].empty()) in_all.set();
  for (const auto need : needs_[step]) {
    auto done = of_needs[need];
    if (with_failed || !may_fail(need)) done.set(need);
    in_all &= done;
    if (join == core::Join::all && !may_be_skipped(need)) sure |= done;
  }
  return sure | in_all;
}

}  // namespace baton::templates
