#pragma once

#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <cstddef>
#include <string>

// When workflows start by themselves, and which of them read a fact, for people.
namespace baton::runtime {

// As Runtime::schedules(). `now` is by the wall clock.
core::Result<core::Json> schedules(ports::Templates& queries, PlanCache& plans,
                                   const std::string& workflow, std::size_t count, core::Time now);

// As Runtime::fact_readers(), for a fact that there is.
core::Json fact_readers(ports::Templates& queries, PlanCache& plans, const std::string& fact);

}  // namespace baton::runtime
