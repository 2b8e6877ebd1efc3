#pragma once

#include "baton/core/limits.hpp"
#include "baton/ports/rows.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace baton::ports {

// Which tasks a list shows, and where its page begins.
struct TaskFilter {
  // Only those of this status; unset: of every status.
  std::optional<TaskStatus> status{};
  // Only those that are still to be done: open or claimed. Not beside `status`.
  bool to_do = false;
  // The page begins behind the task of this run and step. Both unset: with the oldest.
  core::RunId after{};
  // The step that goes with `after`.
  core::StepRef after_step{};
  // The greatest number of rows of the page.
  std::size_t limit = core::kPageSizeDefault;
};

// What people were asked to do, open or done. RunsTx::save() writes tasks.
class Tasks {
 public:
  virtual ~Tasks() = default;

  // A page of tasks, those of the oldest run first.
  virtual std::vector<TaskRow> tasks(const TaskFilter& filter) = 0;
  // The task of a step; nullopt when it has asked for none.
  virtual std::optional<TaskRow> task(core::RunId run, const core::StepRef& step) = 0;
};

}  // namespace baton::ports
