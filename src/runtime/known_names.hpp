#pragma once

#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/tx.hpp"

#include <string>
#include <string_view>

namespace baton::runtime {

// True if a valid token or a user who is not disabled has this name. A user who has not chosen a
// password yet counts too.
bool is_known(ports::Queries& queries, std::string_view name, core::Time now);

// Errc::invalid: the name, which stands at `where`, is not known.
core::Error unknown_person(std::string_view name, std::string where);

}  // namespace baton::runtime
