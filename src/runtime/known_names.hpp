#pragma once

#include "baton/core/time.hpp"
#include "baton/ports/tx.hpp"

#include <string_view>

namespace baton::runtime {

// Whether a user or a token lets somebody in by this name. A user who has not chosen a password yet
// is to come, so that counts; one who is disabled does not.
bool is_known(ports::Tx& tx, std::string_view name, core::Time now);

}  // namespace baton::runtime
