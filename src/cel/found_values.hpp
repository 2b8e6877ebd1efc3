#pragma once

#include "baton/cel/expression.hpp"
#include "cel/ast.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace baton::cel {

// What one evaluation has found by the paths of its expression. Each is followed once.
class FoundValues {
 public:
  // Both outlive it.
  FoundValues(const Bindings& names, const std::vector<NamePath>& paths)
      : names_(names), paths_(paths) {}

  // The JSON at the end of a path; null if that is no part of borrowed JSON, or nothing is there.
  const core::Json* at(std::int16_t path);
  // The steps of a path.
  std::size_t steps(std::int16_t path) const {
    return paths_[static_cast<std::size_t>(path)].steps;
  }

 private:
  const Bindings& names_;
  const std::vector<NamePath>& paths_;
  // A bit for each path that was followed. Only their entries of `found_` are set, so that no time
  // is spent to clear the others.
  std::uint32_t followed_ = 0;
  std::array<const core::Json*, kNamePathsMax> found_;
};

}  // namespace baton::cel
