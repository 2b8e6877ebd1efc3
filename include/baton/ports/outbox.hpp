#pragma once

#include "baton/ports/rows.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

// The live steps, and of them the actions that are being performed. RunsTx::save() writes them.
class Outbox {
 public:
  virtual ~Outbox() = default;

  // The live steps of one run, in the order of their refs.
  virtual std::vector<StepRow> steps(core::RunId run) = 0;
  // The outbox: running and unknown steps of one lane, those without a due time first, then the
  // earliest. An unknown one without a due time is not in it: a person decides.
  virtual std::vector<StepRow> outbox(std::string_view lane, std::size_t limit) = 0;
  // The lanes that have any.
  virtual std::vector<std::string> outbox_lanes() = 0;
};

}  // namespace baton::ports
