#pragma once

#include "baton/ports/rows.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

// The open waits of all runs. They are found by what they wait for: the type of an event, and the
// value that the event has at a path. A wait with an empty path looks at every event of its type.
// RunsTx::save() writes waits.
class Waits {
 public:
  virtual ~Waits() = default;

  // The waits for this type, path and value, by run, step and branch.
  virtual std::vector<WaitRow> waits(std::string_view type, std::string_view path,
                                     std::string_view value) = 0;
  // Up to `limit` runs that have such a wait, in the order of their ids from behind `after`, each
  // once however many of its steps wait.
  virtual std::vector<core::RunId> waiting(std::string_view type, std::string_view path,
                                           std::string_view value, core::RunId after,
                                           std::size_t limit) = 0;
  // The distinct paths of the open waits for this type. The empty path is among them when some look
  // at every event.
  virtual std::vector<std::string> wait_paths(std::string_view type) = 0;
};

}  // namespace baton::ports
