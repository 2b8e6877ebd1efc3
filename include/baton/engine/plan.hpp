#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/text.hpp"
#include "baton/core/result.hpp"
#include "baton/core/template.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::engine {

using ExpressionPtr = std::shared_ptr<const cel::Expression>;
using DocumentPtr = std::shared_ptr<const cel::Document>;

struct PlanTrigger {
  const core::Trigger* spec = nullptr;
  ExpressionPtr when;
  ExpressionPtr key;
  DocumentPtr inputs;
};

// The equality by which an open wait is found: the event's value at `path` must be what `value` was
// when the wait opened.
struct WaitIndex {
  std::string path;  // as text: "data.key"
  ExpressionPtr value;
};

struct PlanStep {
  const core::Step* spec = nullptr;
  std::vector<std::size_t> needs;  // indices into Plan::steps()
  std::vector<std::size_t> dependents;
  std::vector<std::uint16_t>
      before;               // all steps that it comes after, by whatever way; as many as kStepsMax
  bool forgivable = false;  // its failure counts as done: `on_error: continue`; of an approval,
                            // when all that needs it asks for its status
  ExpressionPtr when;
  ExpressionPtr gate;
  bool start_matters = false;      // a wait that needs it looks back to where it began
  DocumentPtr with;                // do: with; emit: data; set: values; approve: of
  DocumentPtr text;                // approve: ask; emit: subject
  ExpressionPtr condition;         // wait: when; sleep: until
  std::optional<WaitIndex> index;  // wait
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
  DocumentPtr context_;
  DocumentPtr outputs_;
};

// Only this makes a Plan. What templates::load() let through compiles; an error here names what it
// was.
core::Result<std::shared_ptr<const Plan>> compile(core::Template source, int version);

}  // namespace baton::engine
