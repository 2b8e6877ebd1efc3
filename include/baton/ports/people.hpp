#pragma once

#include "baton/core/time.hpp"
#include "baton/identity/people.hpp"
#include "baton/ports/tokens.hpp"
#include "baton/ports/users.hpp"

#include <vector>

namespace baton::ports {

// Everybody of the store who may do something at this time of the wall clock: users who can sign
// in, and valid tokens. `tables` is a ports::Queries or a ports::Tx.
template <class Tables>
std::vector<identity::Principal> people(Tables& tables, core::Time now) {
  return identity::principals(tables.tokens(), tables.users(), now);
}

}  // namespace baton::ports
