#pragma once

#include "baton/core/limits.hpp"
#include "baton/ports/rows.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace baton::ports {

struct ApprovalFilter {
  std::optional<ApprovalStatus> status{};
  core::RunId after{};  // cursor (run, step), exclusive
  core::StepRef after_step{};
  std::size_t limit = core::kPageSizeDefault;
};

// What people were asked to approve, open or decided. RunsTx::save() writes them.
class Approvals {
 public:
  virtual ~Approvals() = default;

  virtual std::vector<ApprovalRow> approvals(const ApprovalFilter& filter) = 0;  // oldest first
  virtual std::optional<ApprovalRow> approval(core::RunId run, const core::StepRef& step) = 0;
};

}  // namespace baton::ports
