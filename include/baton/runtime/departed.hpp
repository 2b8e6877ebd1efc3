#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/store.hpp"

namespace baton::runtime {

// Forgets what is kept for a person who can no longer sign in, which means that no valid token has
// their name, and no user who is not disabled: drafts of templates, saved views, and the
// delegations that they gave or got. Otherwise whoever is given the name next would find all that,
// and decide for others. Ends of delegations are noted in the audit as acts of `by`. Does nothing
// if the person can still sign in. To be called in the transaction that revokes a token or disables
// a user, after that is done, and in the one that gives a name to somebody, before that is done,
// because a token also ends by itself.
void forget_departed(ports::Tx& tx, const core::Actor& person, const core::Actor& by,
                     core::Time now);

}  // namespace baton::runtime
