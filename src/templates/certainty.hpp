#pragma once

#include "templates/partial_template.hpp"

#include <bitset>
#include <vector>

namespace baton::templates {

// Tells which steps have surely succeeded when another step begins. An expression of a step may
// read the status of every step before it, but a skipped or failed step has no output. Steps are
// known by their index in Template::steps.
class Certainty {
 public:
  explicit Certainty(const PartialTemplate& partial);

  // The steps that this step needs. Names that no step has are left out.
  const std::vector<std::size_t>& needs(std::size_t step) const { return needs_[step]; }
  bool may_be_skipped(std::size_t step) const { return may_be_skipped_.test(step); }
  // True if the step begins only when a mark of another step's `sla` is missed.
  bool begins_by_a_mark(std::size_t step) const { return begins_by_a_mark_.test(step); }
  // True if steps before this one may have failed, been blocked or not ended when it begins,
  // because it, or a step before it, has `join: any` or `join: always`, or because it is one of
  // `on_failure`.
  bool loose(std::size_t step) const { return loose_.test(step); }
  // True if the run goes on after this step fails (`on_error: continue`).
  bool may_fail(std::size_t step) const;
  // True if `read` has surely succeeded when `step` begins.
  bool succeeded(std::size_t step, std::size_t read) const { return succeeded_[step].test(read); }
  // True if `read` has surely been tried when `step` begins: it succeeded, or it failed and the run
  // went on.
  bool tried(std::size_t step, std::size_t read) const { return tried_[step].test(read); }

 private:
  using Steps = std::bitset<core::kStepsMax>;
  void visit(std::size_t step);
  Steps surely(std::size_t step, const std::vector<Steps>& of_needs, bool with_failed) const;

  const PartialTemplate& partial_;
  std::vector<std::vector<std::size_t>> needs_;  // by step
  std::vector<bool> visited_;
  Steps may_be_skipped_;
  Steps begins_by_a_mark_;
  Steps loose_;
  std::vector<Steps> succeeded_;
  std::vector<Steps> tried_;
};

}  // namespace baton::templates
