#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/ports/store.hpp"

namespace baton::runtime {

// What people did in similar runs, for each approval of an open run that waits and for each of its
// steps that has failed: schema `Drafts` of docs/openapi.yaml. Similar are the newest runs of the
// workflow that have ended; those that are damaged are left out and named. `language`: of the
// sentences. Errc::not_found when there is no such run. Throws ports::RowDamaged when the run
// itself cannot be read. May be called on any thread on which the store runs a read.
core::Result<core::Json> drafts(ports::Queries& queries, core::RunId run,
                                context::Language language = context::Language::en);

}  // namespace baton::runtime
