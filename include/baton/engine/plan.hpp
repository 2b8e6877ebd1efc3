#pragma once

#include "baton/core/result.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/template.hpp"
#include "baton/engine/plan_verbs.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace baton::engine {

struct PlanTrigger {
  const core::Trigger* spec = nullptr;
  ExpressionPtr when;
  ExpressionPtr key;
  DocumentPtr inputs;
};

struct PlanStep {
  const core::Step* spec = nullptr;
  core::StepRef ref{};             // how its transitions name it
  std::vector<std::size_t> needs;  // indices into Plan::steps()
  std::vector<std::size_t> dependents;
  // Indices of all steps that it comes after: those that it needs, and what these need in turn.
  // Sixteen bits hold them, since a template has at most kStepsMax steps.
  std::vector<std::uint16_t> before;
  // Its failure counts as done: it has `on_error: continue`, and if it is an approval, every step
  // that needs it asks for its status.
  bool forgivable = false;
  ExpressionPtr when;
  ExpressionPtr gate;
  // A wait that needs it looks back to where it began.
  bool start_matters = false;
  PlanVerb verb;
  // All that it has: those of its `when`, its gate and its verb.
  std::vector<ExpressionPtr> expressions{};
};

// A template made ready to run: names resolved, expressions compiled, steps in an order in which
// needs come first. Immutable, shared between threads.
class Plan {
 public:
  const core::Template& source() const { return *source_; }
  int version() const { return version_; }
  const std::vector<PlanTrigger>& triggers() const { return triggers_; }
  const std::vector<PlanStep>& steps() const { return steps_; }
  bool publishes() const { return publishes_; }  // whether it has a step that emits an event
  const PlanStep* step(std::string_view name) const;
  const DocumentPtr& context() const { return context_; }
  const DocumentPtr& outputs() const { return outputs_; }

 private:
  friend core::Result<std::shared_ptr<const Plan>> compile(core::Template, int);
  Plan() = default;
  std::unique_ptr<const core::Template> source_;
  int version_ = 0;
  bool publishes_ = false;
  std::vector<PlanTrigger> triggers_;
  std::vector<PlanStep> steps_;
  std::unordered_map<std::string_view, std::size_t> by_name_;  // places in steps_
  DocumentPtr context_;
  DocumentPtr outputs_;
};

// Only this makes a Plan. What templates::load() let through compiles; an error here names what it
// was.
core::Result<std::shared_ptr<const Plan>> compile(core::Template source, int version);

}  // namespace baton::engine
