#pragma once

#include "baton/core/limits.hpp"
#include "baton/ports/rows.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace baton::ports {

// Which approvals a list shows, and where its page begins.
struct ApprovalFilter {
  // Only those of this status; unset: of every status.
  std::optional<ApprovalStatus> status{};
  // The page begins behind the approval of this run and step. Both unset: with the oldest.
  core::RunId after{};
  // The step that goes with `after`.
  core::StepRef after_step{};
  // The greatest number of rows of the page.
  std::size_t limit = core::kPageSizeDefault;
};

// What people were asked to approve, open or decided. RunsTx::save() writes approvals.
class Approvals {
 public:
  virtual ~Approvals() = default;

  // A page of approvals, those of the oldest run first.
  virtual std::vector<ApprovalRow> approvals(const ApprovalFilter& filter) = 0;
  // The approval that a step asked for; nullopt when it has asked for none.
  virtual std::optional<ApprovalRow> approval(core::RunId run, const core::StepRef& step) = 0;
};

}  // namespace baton::ports
