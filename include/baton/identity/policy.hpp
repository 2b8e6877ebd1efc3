#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/identity/principal.hpp"

#include <cstddef>
#include <optional>

// Who may decide what: the one policy of approvals. It is asked twice for each decision: at the
// door, of a principal, whose role and groups are known there; and again where the decision is
// taken, of the actor alone, as the event that brings the decision names it. People are told apart
// by core::same_person(). Pure; any thread.
namespace baton::identity {

// What keeps somebody from deciding a request.
enum class Bar {
  none,          // they may
  role,          // their role, or what their token was made for, decides nothing
  unknown,       // no person is known to stand behind the decision
  asked_for_it,  // they caused the run, and the template leaves out whoever did
  not_named,     // the template names people, and no group, and they are none of these
  not_in_group,  // they are neither in the group nor named nor an admin
};

// What keeps an actor from deciding, as far as the run by itself can tell. `requester` is whoever
// caused the run. Never Bar::role nor Bar::not_in_group, since a run knows nobody's role or groups.
Bar barred(const core::ApprovalRequested& request, const core::Actor& requester,
           const core::Actor& actor);
// The same for an actor who decides on behalf of somebody else, by delegation; `on_behalf_of` is
// nobody if they decide in their own name. Where the template leaves out whoever caused the run,
// neither of the two may have caused it.
Bar barred(const core::ApprovalRequested& request, const core::Actor& requester,
           const core::Actor& actor, const core::Actor& on_behalf_of);
// What keeps a principal from deciding, with role and groups looked at too. Never more lenient than
// the two functions above.
Bar barred(const core::ApprovalRequested& request, const core::Actor& requester,
           const Principal& by);
// The same as an error for people: Errc::denied says why they may not decide, and which role or
// group may, with a hint where something can be done about it. nullopt if they may.
std::optional<core::Error> cannot_decide(const core::ApprovalRequested& request,
                                         const core::Actor& requester, const Principal& by);

// The decision of this person on what is asked now, which they made as a user, by a token, or
// through somebody who decided on their behalf; null if there is none yet. It lives as long as the
// approval.
const core::Decided* decision_of(const core::Approval& approval, const core::Actor& actor);
// How many people agreed to what is asked now.
std::size_t agreed(const core::Approval& approval);
// How many more have to agree. At least one person has to agree in all, whatever the request says.
std::size_t missing(const core::Approval& approval);

// Whether somebody said no to what was asked.
bool rejected(const core::Approval& approval);
// True if the step failed because somebody said no, and not because its time ran out.
bool refused(const core::StepState& state);
// True if this person may ask for a step of the run to be tried again. If the template does not let
// the requester decide an approval, the requester may not have a refusal asked again either; other
// people may.
bool may_retry(const core::Run& run, const core::StepState& state, const core::Actor& actor);

// What keeps somebody from doing a task; Bar::none for an admin. Never Bar::asked_for_it, because
// whoever caused the run may do its tasks.
Bar barred(const core::TaskRequested& request, const Principal& by);
// The same as an error for people: Errc::denied says why they may not do it, with a hint where
// something can be done about it. nullopt if they may.
std::optional<core::Error> cannot_work(const core::TaskRequested& request, const Principal& by);

}  // namespace baton::identity
