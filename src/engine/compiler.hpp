#pragma once

#include "baton/engine/plan.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::engine {

// Compiles the expressions of one template, and remembers the first thing that does not compile.
class Compiler {
 public:
  explicit Compiler(const core::Template& source) : source_(source) {}

  // `what` names the expression in an error: "ship.when". Null if it does not compile.
  ExpressionPtr expression(const core::Condition& condition, std::string_view what);
  // Null if there is none.
  ExpressionPtr expression(const std::optional<core::Condition>& condition, std::string_view what);
  // `urls`: the pointers to texts that are URLs or paths of one.
  DocumentPtr document(const core::Rendered& rendered, std::string_view what,
                       const std::vector<std::string>& urls = {});

  PlanTrigger trigger(const core::Trigger& spec);
  PlanStep step(const core::Step& spec);

  const std::optional<core::Error>& error() const { return error_; }

 private:
  void note(std::string_view what, const core::Findings& findings);

  const core::Template& source_;
  std::optional<core::Error> error_;
  std::vector<ExpressionPtr> compiled_;  // of the step that is being compiled
};

}  // namespace baton::engine
