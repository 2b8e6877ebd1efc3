#pragma once

#include "baton/engine/plan.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::engine {

// Compiles the expressions of one template, and remembers the first error. It borrows the template.
class Compiler {
 public:
  explicit Compiler(const core::Template& source) : source_(source) {}

  // Compiles a condition. `what` names it in an error: "ship.when". Null if it does not compile.
  ExpressionPtr expression(const core::Condition& condition, std::string_view what);
  // The same for a condition that may be absent; null if it is.
  ExpressionPtr expression(const std::optional<core::Condition>& condition, std::string_view what);
  // Compiles a document. `urls`: the JSON pointers of its strings that are a URL or the path of
  // one. Null if it does not compile.
  DocumentPtr document(const core::Rendered& rendered, std::string_view what,
                       const std::vector<std::string>& urls = {});

  // Compiles a trigger. `spec` must live as long as what is returned.
  PlanTrigger trigger(const core::Trigger& spec);
  // Compiles a step, without the links between steps. `spec` must live as long as what is returned.
  PlanStep step(const core::Step& spec);

  // The first error; nullopt if all has compiled.
  const std::optional<core::Error>& error() const { return error_; }

 private:
  PlanWindowEvent window_event(const core::WindowEvent& spec);
  PlanWindow window(const core::Window& spec);
  PlanWindow threshold(const core::Threshold& spec);
  PlanSla sla(const core::Sla& spec, const std::string& step);
  std::optional<calendar::Schedule> schedule(const std::optional<core::Schedule>& spec);
  void note(std::string_view what, const core::Findings& findings);
  void note(std::string_view what, std::string message);

  const core::Template& source_;
  std::optional<core::Error> error_;
  std::vector<ExpressionPtr> compiled_;  // the expressions of the step that is being compiled
};

}  // namespace baton::engine
