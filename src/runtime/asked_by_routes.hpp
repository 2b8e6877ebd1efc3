#pragma once

#include "baton/core/template.hpp"
#include "baton/identity/deciders.hpp"
#include "baton/routing/routes.hpp"

namespace baton::runtime {

// Whom the rows of the routes ask by which the steps of the workflow find people. `routes` may be
// null: then nothing is known of them.
identity::AskedByRoutes asked_by_routes(const core::Template& workflow,
                                        const routing::Routes* routes);

}  // namespace baton::runtime
