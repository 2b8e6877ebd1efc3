#include "baton/core/own_events.hpp"
#include "runtime/processor.hpp"

// The part of the processor for runs that steps of other runs begin.
namespace baton::runtime {

using core::Event;
using ports::Tx;

// The version of each workflow that the steps of a run begin. It is looked up when the run starts,
// and the run keeps to it.
core::Json Processor::pins(ports::Templates& tx, const Catalog& catalog, const engine::Plan& plan) {
  core::Json pins;
  for (const auto* run : plan.runs()) {
    const auto active = run->version == 0 ? catalog.active(run->workflow) : nullptr;
    if (active) pins[run->name()] = active->version();
    if (run->version != 0 && tx.template_version(run->workflow, run->version))
      pins[run->name()] = run->version;
  }
  return pins;
}

// Whether the step that begins a run still waits for it. It does not when its run was cancelled
// meanwhile. A run that goes on by itself begins in any case.
bool Processor::awaited(Tx& tx, const core::ChildBegin& begin) {
  auto parent = open(tx, begin.parent);
  if (!parent) return false;
  const auto& child = parent->run.step(begin.step).child;
  const bool awaited = child && child->run == begin.run && !child->given_up;
  if (!parent->run.done()) cache_.put(std::move(*parent));
  return awaited;
}

// A run begins for a step of another one, under the id that this step knows it by. The event may
// have been stepped before, as when somebody replays it.
void Processor::begin_child(Tx& tx, const Event& event, const core::ChildBegin& begin,
                            Afterwards& afterwards) {
  if (tx.run(begin.run) || !awaited(tx, begin)) return;
  const auto plan = catalog_.pinned(tx, begin.workflow, begin.version);
  core::ensure(plan != nullptr, "the versions to which a run keeps are kept");
  const bool begun = start(tx, event, plan, event.to_json(), engine::match_child(*plan, begin),
                           afterwards, begin.run);
  if (begun) return;
  // The step waits for a run that will never begin, so it is told that this run has ended.
  publish(tx, core::child_ended(begin.parent, begin.step,
                                {begin.run,
                                 std::string(to_text(core::RunStatus::cancelled)),
                                 {},
                                 "it did not begin: the run that has its slot does for both"},
                                clock_.now()));
}

}  // namespace baton::runtime
