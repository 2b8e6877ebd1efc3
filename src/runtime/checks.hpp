#pragma once

#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/core/template.hpp"
#include "baton/identity/principal.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <optional>
#include <string>

// Whether a person's command makes sense for a run as it stands; the engine holds to the same when
// it comes to it.
namespace baton::runtime {

// Errc::not_found, with the nearest name among the steps of the run's template.
core::Error no_such_step(ports::Queries& queries, PlanCache& plans, const core::Run& run,
                         const std::string& step);

std::optional<core::Error> retryable(ports::Queries& queries, PlanCache& plans,
                                     const core::Run& run, const std::string& step,
                                     const core::Actor& actor);

// `operations`: what the connections at hand give, where that is known.
std::optional<core::Error> resolvable(ports::Queries& queries, PlanCache& plans,
                                      const core::Run& run, const std::string& step,
                                      const std::string& as, const core::Json& output,
                                      const core::Operations& operations);

std::optional<core::Error> cancellable(const core::Run& run);

// `repeated`: this person has decided just so already, and nothing is to be done.
struct Decidable {
  std::optional<core::Error> refusal{};
  bool repeated = false;
};
Decidable decidable(const core::Run& run, const core::StepRef& step, bool approve,
                    const std::string& hash, const identity::Principal& by);

}  // namespace baton::runtime
