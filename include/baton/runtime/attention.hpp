#pragma once

#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/identity/principal.hpp"
#include "baton/ports/store.hpp"

namespace baton::runtime {

// How many entries of all journals are looked at, the newest, for what happened to the runs of a
// person. Approvals and tasks that wait for the person are looked up in their tables, whatever
// their age.
inline constexpr std::int64_t kAttentionEntriesMax = 2'000;

// What needs this person now, and what they are only told of, by day: schema `Attention` of
// docs/openapi.yaml. `now`: by the wall clock. `days`: what happened in that time. May be called on
// any thread on which the store runs a read.
core::Json attention(ports::Queries& queries, const identity::Principal& you, core::Time now,
                     int days);

}  // namespace baton::runtime
