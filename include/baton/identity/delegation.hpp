#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/core/time.hpp"
#include "baton/identity/audit.hpp"
#include "baton/identity/principal.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Delegation: for a while one person decides approvals in place of another. It belongs to people
// and not to templates; a decision keeps both names. Pure; any thread.
namespace baton::identity {

// The most delegations that are kept at a time, those of all people together. Every decision looks
// at each of them.
inline constexpr std::size_t kDelegationsMax = 1'000;
// The most of them by which one person gives decisions away.
inline constexpr std::size_t kDelegationsOfOneMax = 50;
// The longest delegation. Whoever is away for longer gives the work to somebody else.
inline constexpr core::Duration kDelegationMax = std::chrono::hours(24 * 366);

// One delegation.
struct Delegation {
  // Its id: a number as text.
  std::string id{};
  // The name of the person whose decisions are given away.
  std::string person{};
  // The name of the person who makes them meanwhile.
  std::string to{};
  // When it begins, by the wall clock.
  core::Time from{};
  // When it ends, by the wall clock.
  core::Time until{};
  // Who set it up: the person, or an admin for them.
  core::Actor created_by{};

  // Whether it counts at this moment of the wall clock.
  bool active(core::Time now) const { return from <= now && now < until; }
};

// Why a delegation makes no sense: Errc::invalid, with the JSON pointer of the member that is
// wrong; nothing if it does. `now`: by the wall clock.
std::optional<core::Error> nonsense(const Delegation& delegation, core::Time now);

// The text in which delegations are kept. Its names never change.
std::string to_text(const std::vector<Delegation>& delegations);
// Reads an element of the JSON array that to_text() writes; nullopt when it is not as it was
// written.
std::optional<Delegation> delegation_of(const core::Json& json);

// The row of the audit for what somebody did to a delegation, such as "delegations.end". It is
// about the person whose decisions are given away.
AuditRow act_on_delegation(std::string_view act, const Delegation& delegation,
                           const core::Actor& actor);

// The people for whom `actor` may decide at this moment. Each is a principal with the groups of
// their user and of their tokens, and with the role of an approver, because what only an admin may
// do is not delegated. A person who may not decide anything now is left out. `people`: everybody
// who may do something now, as principals() gives them.
std::vector<Principal> delegators(const std::vector<Delegation>& delegations,
                                  const std::vector<Principal>& people, const core::Actor& actor,
                                  core::Time now);

// In whose name somebody may decide a request.
struct Voice {
  // The person whose decision it counts as, by delegation. Nobody if it counts as their own.
  core::Actor on_behalf_of{};
  // Why they may not decide it at all, Errc::denied; nothing when they may.
  std::optional<core::Error> refusal{};
};
// In whose name `by` decides this approval: in their own if they may, or else in that of the first
// of `delegators` who may and has not decided yet.
Voice voice_of(const core::Approval& approval, const core::Actor& requester, const Principal& by,
               const std::vector<Principal>& delegators);

}  // namespace baton::identity
