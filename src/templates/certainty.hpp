#pragma once

#include "templates/draft.hpp"

#include <bitset>
#include <vector>

namespace baton::templates {

// Which steps have surely succeeded when another one begins. A step may read the status of every
// step before it, but the output only of one that was not skipped and did not fail.
class Certainty {
 public:
  explicit Certainty(const Draft& draft);

  bool may_be_skipped(std::size_t step) const { return may_be_skipped_.test(step); }
  // It may fail, and the run goes on.
  bool may_fail(std::size_t step) const;
  // True if `read` has surely succeeded when `step` begins.
  bool succeeded(std::size_t step, std::size_t read) const { return succeeded_[step].test(read); }
  // True if `read` was surely tried then: it succeeded, or failed and was forgiven.
  bool tried(std::size_t step, std::size_t read) const { return tried_[step].test(read); }

 private:
  using Steps = std::bitset<core::kStepsMax>;
  void visit(std::size_t step);
  Steps surely(std::size_t step, const std::vector<Steps>& of_needs, bool with_forgiven) const;

  const Draft& draft_;
  std::vector<std::vector<std::size_t>> needs_;
  std::vector<bool> visited_;
  Steps may_be_skipped_;
  std::vector<Steps> succeeded_;
  std::vector<Steps> tried_;
};

}  // namespace baton::templates
