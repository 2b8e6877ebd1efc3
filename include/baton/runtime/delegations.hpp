#pragma once

#include "baton/core/result.hpp"
#include "baton/identity/delegation.hpp"
#include "baton/ports/tx.hpp"

#include <string>
#include <vector>

// Delegations as the store keeps them, in one of its settings. The functions may be called on any
// thread on which the store runs a read or a transaction.
namespace baton::runtime {

// All of them, those that are over included, in the order in which they were set up.
std::vector<identity::Delegation> delegations(ports::Settings& settings);

// The people for whom this person may decide now. `now`: by the wall clock.
std::vector<identity::Principal> delegators(ports::Queries& queries, const core::Actor& actor,
                                            core::Time now);

// Keeps a delegation together with its row of the audit, and gives it its id; forgets those that
// are over. Errc::invalid as identity::nonsense() says, Errc::limited when there are too many.
core::Result<identity::Delegation> add_delegation(ports::Tx& tx, identity::Delegation delegation,
                                                  core::Time now);

// Ends a delegation, and notes it in the audit. Errc::not_found when there is none of that id, or
// when it is somebody else's and `by` is no admin.
core::Result<identity::Delegation> end_delegation(ports::Tx& tx, const std::string& id,
                                                  const identity::Principal& by);

// Ends the delegations that a person gave or got, if they cannot come in any more: no valid token
// and no user who is not disabled has their name. Otherwise whoever is given the name next would
// decide for others. Notes each end in the audit as an act of `by`. To be called in the transaction
// that revokes a token or disables a user, after that is done.
void end_delegations_of_departed(ports::Tx& tx, const core::Actor& person, const core::Actor& by,
                                 core::Time now);

}  // namespace baton::runtime
