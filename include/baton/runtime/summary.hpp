#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <cstddef>
#include <string>

// What happened to a run, in sentences, each with the lines of the journal that say it. The
// functions may be called on any thread on which the store runs a read.
namespace baton::runtime {

// Which sentences are wanted.
struct SummaryAsked {
  // "en" or "fr"; empty is English.
  std::string language{};
  // Only what is about the run, this step, and the steps that it comes after: what whoever takes
  // over at this step should know. Empty: about all steps.
  std::string step{};
  // At most so many.
  std::size_t most = 20;
};

// Schema `Summary` of docs/openapi.yaml. Where a line of the journal cannot be read, the sentences
// that it would say are missing, and no others. Errc::not_found when there is no such run or step,
// Errc::invalid for another language, Errc::conflict when its template does not pass the checks any
// more.
core::Result<core::Json> summary(ports::Queries& queries, PlanCache& plans, core::RunId run,
                                 const SummaryAsked& asked);

// Checks sentences that a language model wrote against the journal of a run, as context::hold()
// does: schema `HeldSummary`. Names are those of the people, groups, teams and steps of the run,
// and of all users, tokens and groups. `written`: a list of {"text", "lines"}; Errc::invalid when
// it is anything else. Errc::not_found when there is no such run.
core::Result<core::Json> held_summary(ports::Queries& queries, PlanCache& plans, core::RunId run,
                                      const core::Json& written);

}  // namespace baton::runtime
