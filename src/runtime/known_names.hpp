#pragma once

#include "baton/core/time.hpp"
#include "baton/ports/tx.hpp"

#include <string_view>

namespace baton::runtime {

// True if a valid token or a user who is not disabled has this name. A user who has not chosen a
// password yet counts too.
bool is_known(ports::Queries& queries, std::string_view name, core::Time now);

}  // namespace baton::runtime
