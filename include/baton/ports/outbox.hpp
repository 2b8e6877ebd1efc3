#pragma once

#include "baton/ports/rows.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

// The live steps of runs, and among them the outbox: the steps whose action is to be performed, or
// whose effect is looked for. RunsTx::save() writes them.
class Outbox {
 public:
  virtual ~Outbox() = default;

  // The live steps of one run, in the order of their refs.
  virtual std::vector<StepRow> steps(core::RunId run) = 0;
  // Up to `limit` steps of one lane that are in the outbox. Those without a due time come first,
  // by StepRow::turn, then the earliest. A step in state `unknown` without a due time is not in the
  // outbox: a person decides about it. A step whose row is damaged is left out.
  virtual std::vector<StepRow> outbox(std::string_view lane, std::size_t limit) = 0;
  // The names of the lanes that have steps in the outbox.
  virtual std::vector<std::string> outbox_lanes() = 0;
};

}  // namespace baton::ports
