#pragma once

#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/core/template.hpp"
#include "baton/identity/principal.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <optional>
#include <string>
#include <vector>

// Whether a person's command makes sense in the present state of a run. The engine applies the same
// rules when it steps the command's event. Each check returns why the command is refused, or
// nullopt when it may be published.
namespace baton::runtime {

// Errc::not_found for a step that the run's template does not have, with the nearest name that it
// has as the hint.
core::Error no_such_step(ports::Templates& queries, PlanCache& plans, const core::Run& run,
                         const std::string& step);

// Why a run that has ended cannot be opened again: another run is open for its key. nullopt: it
// can. Errc::conflict.
std::optional<core::Error> another_open(ports::Runs& queries, const core::Run& run);

// Why a step cannot begin anew now: the run has failed, and what its steps did is being undone;
// none of them begins before that is over. nullopt: it can. Errc::conflict.
std::optional<core::Error> being_undone(ports::Templates& queries, PlanCache& plans,
                                        const core::Run& run, const core::StepRef& step);

// Whether failed steps may be tried again: one step or one item of it, or any when `step` is empty.
// Errc::not_found, Errc::conflict; Errc::denied when `actor` requested what was refused.
std::optional<core::Error> retryable(ports::Templates& queries, PlanCache& plans,
                                     const core::Run& run, const core::StepRef& step,
                                     const core::Actor& actor);

// Why a person may not say what became of the step's action. `as` and `output` are those of
// Runtime::resolve(); `operations` are those of the connections. Errc::not_found, Errc::conflict,
// Errc::invalid.
std::optional<core::Error> resolvable(ports::Templates& queries, PlanCache& plans,
                                      const core::Run& run, const core::StepRef& step,
                                      const std::string& as, const core::Json& output,
                                      const core::Operations& operations);

// Whether the run may go on without the step, as engine::unskippable() says. Errc::not_found,
// Errc::conflict.
std::optional<core::Error> skippable(ports::Templates& queries, PlanCache& plans,
                                     const core::Run& run, const std::string& step);

// Whether the run may be cancelled. Errc::conflict when it has ended.
std::optional<core::Error> cancellable(const core::Run& run);
std::optional<core::Error> pausable(const core::Run& run);
std::optional<core::Error> resumable(ports::Templates& queries, PlanCache& plans,
                                     const core::Run& run);

// The outcome of decidable().
struct Decidable {
  // Why the decision is refused: Errc::not_found, Errc::conflict, Errc::denied.
  std::optional<core::Error> refusal{};
  // True when this person has made the same decision already, so that nothing needs to be done.
  bool repeated = false;
  // Whose decision it counts as, by delegation; nobody: that of whoever makes it.
  core::Actor on_behalf_of{};
};
// Whether a person may decide on the approval of a step. `hash` is that of Runtime::decide().
// `delegators`: the people for whom they may decide now.
Decidable decidable(const core::Run& run, const core::StepRef& step, bool approve,
                    const std::string& hash, const identity::Principal& by,
                    const std::vector<identity::Principal>& delegators = {});

}  // namespace baton::runtime
