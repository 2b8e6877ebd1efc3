#pragma once

#include "baton/ports/rows.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

// The open waits, found by what they wait for: the type of an event, and a value at a path of it.
// RunsTx::save() writes them.
class Waits {
 public:
  virtual ~Waits() = default;

  // By run, step and branch.
  virtual std::vector<WaitRow> waits(std::string_view type, std::string_view path,
                                     std::string_view value) = 0;
  // The runs that wait so, in their order, from behind `after`; each once, however many of its
  // steps wait.
  virtual std::vector<core::RunId> waiting(std::string_view type, std::string_view path,
                                           std::string_view value, core::RunId after,
                                           std::size_t limit) = 0;
  // The distinct paths that open waits for this type are indexed by; "" among them when some are
  // not.
  virtual std::vector<std::string> wait_paths(std::string_view type) = 0;
};

}  // namespace baton::ports
