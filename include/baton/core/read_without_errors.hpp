#pragma once

#include "baton/core/finding.hpp"

#include <iterator>
#include <optional>
#include <type_traits>

namespace baton::core {

// Calls `read` with findings of its own, appends these to `findings`, and returns what `read` has
// returned; nullopt if one of its own findings is an error, whatever `findings` held before. Any
// thread.
template <class Read>
auto read_without_errors(Findings& findings, const Read& read)
    -> std::optional<std::invoke_result_t<const Read&, Findings&>> {
  Findings own;
  auto made = read(own);
  const bool faulty = has_errors(own);
  findings.insert(findings.end(), std::make_move_iterator(own.begin()),
                  std::make_move_iterator(own.end()));
  if (faulty) return std::nullopt;
  return made;
}

}  // namespace baton::core
