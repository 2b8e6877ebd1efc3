#pragma once

#include "baton/cel/expression.hpp"
#include "templates/draft.hpp"

#include <optional>
#include <string>
#include <vector>

namespace baton::templates {

// What the values have that expressions read, as far as the file tells: what a step emits or sets, and what
// every event has.
class Shapes {
 public:
  // A part of a path that is not there.
  struct Fault {
    std::size_t part = 0;
    std::string message{};
    std::string hint{};
  };

  explicit Shapes(const Draft& draft) : draft_(draft) {}

  std::optional<Fault> fault(const cel::Path& path) const;

 private:
  std::optional<Fault> fault_of_step(const cel::Path& path) const;

  const Draft& draft_;
};

}  // namespace baton::templates
