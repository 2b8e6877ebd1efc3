#pragma once

#include "baton/calendar/schedule.hpp"
#include "baton/core/result.hpp"
#include "baton/core/sla.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/template.hpp"
#include "baton/engine/plan_verbs.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace baton::engine {

// One of the events that a window is about, compiled.
struct PlanWindowEvent {
  // As the template has it; part of Plan::source().
  const core::WindowEvent* spec = nullptr;
  // Its condition. Null: every event of its type and source counts.
  ExpressionPtr when;
};

// A window or a threshold of a trigger, compiled.
struct PlanWindow {
  // Tells it apart from all other windows: a digest of its workflow and of what it counts. So a
  // version of the workflow with the same window goes on with what is kept.
  std::int64_t id = 0;
  // The events, in their order; of a sequence the one that may not come is the last.
  std::vector<PlanWindowEvent> events{};
  // Gives the key of an event. Null: all events have one key.
  ExpressionPtr by;
  // Of a window: the values of which different ones are counted.
  std::vector<ExpressionPtr> distinct{};
  // Of a threshold: gives the number of an event. Null: it has none.
  ExpressionPtr value;
};

// One trigger of a template, compiled.
struct PlanTrigger {
  // The trigger as the template has it; part of Plan::source().
  const core::Trigger* spec = nullptr;
  // When it fires. Absent for a trigger that waits for events.
  std::optional<calendar::Schedule> schedule{};
  // Its condition. Null: every event of its type and source matches.
  ExpressionPtr when;
  // What the key of the run is computed by. Null: the run has none.
  ExpressionPtr key;
  // An object of input names and their values.
  DocumentPtr inputs;
  // Gives the key by which its events are debounced. Null: they are not.
  ExpressionPtr debounce{};
  // Gives the key by which they are throttled. Null: they are not.
  ExpressionPtr throttle{};
  // What it counts before it fires. nullopt: it is no window and no threshold.
  std::optional<PlanWindow> window{};
};

// The service level of a step, compiled.
struct PlanSla {
  // While it holds, the clock stands still. Null: it never does.
  ExpressionPtr pause_while{};
  // What is said when a mark is missed, by core::SlaMark. Null where there is no such mark.
  std::array<DocumentPtr, core::kSlaMarks> notices{};
};

// A mark of a step's service level.
struct MarkOf {
  // The step, as an index into Plan::steps().
  std::size_t step = 0;
  core::SlaMark mark = core::SlaMark::goal;
};

// The part of a run in which a step can begin.
enum class Phase {
  // As soon as its needs let it.
  work,
  // Once all steps of `work` have ended and the run has failed: it undoes one of them.
  undo,
  // After that.
  on_failure,
};

// One step of a template, compiled, or what undoes one.
struct PlanStep {
  // The step as the template has it; part of Plan::source().
  const core::Step* spec = nullptr;
  // How its transitions name it. What undoes the step "ticket" is called "ticket.undo".
  core::StepRef ref{};
  // The part of a run in which it can begin.
  Phase phase = Phase::work;
  // How urgent its actions are: 1 is served first, 5 last.
  int priority = core::kPriorityDefault;
  // The index of what undoes it in Plan::steps(). nullopt: nothing does.
  std::optional<std::size_t> undone_by{};
  // The steps that it needs, as indices into Plan::steps().
  std::vector<std::size_t> needs;
  // The steps that need it, as indices into Plan::steps().
  std::vector<std::size_t> dependents;
  // All steps that it comes after, as indices into Plan::steps(): those that it needs, and what
  // these need in turn. Sixteen bits hold them, because a template has at most kStepsMax steps.
  std::vector<std::uint16_t> before;
  // It, or a step that it comes after, has `join: any` or `join: always`. Then a step before it may
  // be open, or refused, although it may begin.
  bool loose = false;
  // Its failure counts as done: it has `on_error: continue`, and if it is an approval, every step
  // that needs it asks for its status.
  bool forgivable = false;
  // Its condition. Null: it is never skipped by one.
  ExpressionPtr when;
  // Opens its gate. Null: it has no gate.
  ExpressionPtr gate;
  // How long it should take, as the template or the route of the step says; nullopt: its time is
  // not measured.
  std::optional<PlanSla> sla{};
  // It begins only when one of these marks is missed. Empty: it does not depend on any.
  std::vector<MarkOf> begun_by{};
  // A wait that needs it looks back over the log to the position at which this step began, so that
  // position is kept.
  bool start_matters = false;
  // What it is done for. Null: it is done once.
  DocumentPtr each;
  // What it does, for each item if it has items.
  PlanVerb verb;
  // All expressions of its `when`, its gate, its `each` and its verb.
  std::vector<ExpressionPtr> expressions{};
  // One of these reads facts.
  bool reads_facts = false;
};

// A step with `each`, as it is done for one of its items: a copy whose `ref` names the item.
PlanStep item_of(const PlanStep& step, int item);

// A template made ready to run: names resolved, expressions compiled, steps in an order in which
// needs come first. Immutable, shared between threads.
class Plan {
 public:
  // The template that it was made from.
  const core::Template& source() const { return *source_; }
  // The version of the workflow; 1 is the first.
  int version() const { return version_; }
  // In the order of the template: the first that matches an event wins.
  const std::vector<PlanTrigger>& triggers() const { return triggers_; }
  // In an order in which every step stands behind the steps that it needs; what undoes steps stands
  // behind all others.
  const std::vector<PlanStep>& steps() const { return steps_; }
  // True if one of its triggers is a window or a threshold.
  bool has_windows() const { return has_windows_; }
  // True if one of its steps emits an event.
  bool publishes() const { return publishes_; }
  // The workflows that its steps run, each once.
  const std::vector<const core::RunWorkflow*>& runs() const { return runs_; }
  // The step of this name; null if there is none.
  const PlanStep* step(std::string_view name) const;
  // Gives the key of the slot that a run needs. Null: all runs share one slot, or need none.
  const ExpressionPtr& slot_key() const { return slot_key_; }
  // The steps that have a service level, as indices into steps().
  const std::vector<std::size_t>& service_levels() const { return service_levels_; }
  // Gives when a run should have ended. Null: a length of time does, or it may end at any time.
  const DocumentPtr& due() const { return due_; }
  // The values of the context, which are rendered when a run starts.
  const DocumentPtr& context() const { return context_; }
  // The events that the context hears while a run is open, `context.hear` of the template.
  const std::vector<PlanAwaited>& hears() const { return hears_; }
  // The outputs, which are rendered when a run ends well.
  const DocumentPtr& outputs() const { return outputs_; }

 private:
  friend core::Result<std::shared_ptr<const Plan>> compile(core::Template, int);
  Plan() = default;
  std::unique_ptr<const core::Template> source_;
  int version_ = 0;
  bool publishes_ = false;
  bool has_windows_ = false;
  std::vector<PlanTrigger> triggers_;
  std::vector<PlanStep> steps_;
  std::vector<std::unique_ptr<const core::Step>> undo_specs_;  // of those of the phase `undo`
  std::vector<std::unique_ptr<const core::Awaited>> heard_specs_;
  std::vector<PlanAwaited> hears_;
  std::vector<const core::RunWorkflow*> runs_;
  std::unordered_map<std::string_view, std::size_t> by_name_;  // indices into steps_
  std::vector<std::size_t> service_levels_;
  ExpressionPtr slot_key_;
  DocumentPtr due_;
  DocumentPtr context_;
  DocumentPtr outputs_;
};

// Makes a template ready to run; only this makes a Plan. Errc::invalid if an expression does not
// compile or the needs of the steps have no order. A template that templates::load() has accepted
// always compiles.
core::Result<std::shared_ptr<const Plan>> compile(core::Template source, int version);

}  // namespace baton::engine
