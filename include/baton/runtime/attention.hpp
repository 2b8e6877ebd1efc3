#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/identity/principal.hpp"
#include "baton/ports/store.hpp"

namespace baton::runtime {

// How many entries of all journals are looked at, the newest, for what happened to the runs of a
// person that call nobody for anything.
inline constexpr std::int64_t kAttentionEntriesMax = 2'000;
// How many of the runs that call people for a decision have their journals read, the newest; as
// many of those that call them for an action, and of those that have failed in the days that are
// asked for. Reading a journal takes some hundred microseconds.
inline constexpr std::size_t kAttentionRunsMax = 200;
// How many of the runs that call people for something are counted, and how many runs that have
// failed are looked at, the newest, for those that failed in these days.
inline constexpr std::size_t kAttentionRunsCounted = 5'000;
inline constexpr std::size_t kAttentionFailedMax = 500;
// How many entries of the journals of these runs are read: no journal is begun after so many.
inline constexpr std::size_t kAttentionRunEntriesMax = 20'000;
// How many open approvals are looked at. Only its run says who may decide an approval, and loading
// a run takes some hundred microseconds. Approvals asked of a group of the person, or of somebody
// who delegates to them, come first; among these and among the others, those that are due first.
inline constexpr std::size_t kAttentionApprovalsMax = 200;
// How many rows of open approvals are read, out of which those are chosen.
inline constexpr std::size_t kAttentionApprovalsRead = 5'000;

// What needs this person now, and, by day, what they are only told of: schema `Attention` of
// docs/openapi.yaml. `now`: wall time. `days`: how many days back it looks. `language`: that of the
// sentences. May be called on any thread on which the store runs a read.
core::Json attention(ports::Queries& queries, const identity::Principal& you, core::Time now,
                     int days, context::Language language = context::Language::en);

}  // namespace baton::runtime
