#pragma once

#include "baton/core/result.hpp"
#include "baton/identity/delegation.hpp"
#include "baton/ports/tx.hpp"

#include <string>
#include <vector>

// Delegations as the store keeps them, in one of its settings. Reads leave out those that cannot be
// read. While there are such, add_delegation() and end_delegation() throw ports::RowDamaged, since
// to write the list anew would delete them; end_delegations() keeps them as they are stored.
// The functions may be called on any thread on which the store runs a read or a transaction.
namespace baton::runtime {

// All of them, those that are over included, in the order in which they were set up. The log says
// when some cannot be read.
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

// Ends all delegations that a person gave or got, and notes in the audit, as an act of `by`, the
// end of each that was not over. What cannot be read stays as it is stored, and nothing is thrown
// for it. forget_departed() calls it for people who can no longer sign in.
void end_delegations(ports::Tx& tx, const core::Actor& person, const core::Actor& by,
                     core::Time now);

}  // namespace baton::runtime
