#include "baton/identity/delegation.hpp"

#include "baton/core/json.hpp"
#include "baton/core/text.hpp"
#include "baton/identity/policy.hpp"

#include <algorithm>
#include <utility>

namespace baton::identity {
namespace {

using core::Errc;
using core::Error;
using core::Json;

std::optional<core::Time> time_at(const Json& json, std::string_view name) {
  const auto time = core::parse_rfc3339(core::text_at(json, name));
  return time ? std::optional(*time) : std::nullopt;
}

// Whether this text can be the name of a person.
bool names_a_person(const std::string& name) {
  return !core::trim(name).empty() && !core::has_control(name) &&
         core::Actor::parse(name).kind() == core::Actor::Kind::user;
}

// The person as their user and their tokens decide; nothing when none of them may.
std::optional<Principal> as_approver(const core::Actor& person,
                                     const std::vector<Principal>& people) {
  std::optional<Principal> approver;
  for (const Principal& each : people) {
    if (!core::same_person(each.actor, person) || !may(each, Needs::decide)) continue;
    if (!approver) approver = Principal{Role::approver, person};
    approver->groups.insert(approver->groups.end(), each.groups.begin(), each.groups.end());
  }
  return approver;
}

}  // namespace

std::optional<Error> nonsense(const Delegation& delegation, core::Time now) {
  const auto wrong = [](std::string message, std::string where) {
    return Error{Errc::invalid, std::move(message), std::move(where), {}};
  };
  if (!names_a_person(delegation.person))
    return wrong("expected the name of the person whose decisions are given away", "/person");
  if (!names_a_person(delegation.to))
    return wrong("expected the name of the person who makes them meanwhile", "/to");
  if (delegation.person == delegation.to) return wrong("nobody delegates to themselves", "/to");
  if (delegation.until <= delegation.from)
    return wrong("expected an end that is later than the beginning", "/until");
  if (delegation.until <= now) return wrong("this is over already", "/until");
  if (delegation.until - delegation.from > kDelegationMax)
    return wrong("expected a year at most", "/until");
  return std::nullopt;
}

std::string to_text(const std::vector<Delegation>& delegations) {
  Json json = Json::array();
  for (const auto& each : delegations)
    json.push_back({{"id", each.id},
                    {"person", each.person},
                    {"to", each.to},
                    {"from", core::to_rfc3339(each.from)},
                    {"until", core::to_rfc3339(each.until)},
                    {"created_by", each.created_by}});
  return core::dump(json);
}

std::optional<Delegation> delegation_of(const Json& json) {
  Delegation delegation;
  delegation.id = core::text_at(json, "id");
  delegation.person = core::text_at(json, "person");
  delegation.to = core::text_at(json, "to");
  delegation.created_by = core::Actor::parse(core::text_at(json, "created_by"));
  const auto from = time_at(json, "from");
  const auto until = time_at(json, "until");
  const bool whole = from && until && !delegation.id.empty() && !delegation.person.empty() &&
                     !delegation.to.empty();
  if (!whole) return std::nullopt;
  delegation.from = *from;
  delegation.until = *until;
  return delegation;
}

AuditRow act_on_delegation(std::string_view act, const Delegation& delegation,
                           const core::Actor& actor) {
  AuditRow row;
  row.actor = actor;
  row.act = act;
  row.object = delegation.person;
  row.detail = {{"id", delegation.id},
                {"to", delegation.to},
                {"from", core::to_rfc3339(delegation.from)},
                {"until", core::to_rfc3339(delegation.until)}};
  return row;
}

std::vector<Principal> delegators(const std::vector<Delegation>& delegations,
                                  const std::vector<Principal>& people, const core::Actor& actor,
                                  core::Time now) {
  std::vector<Principal> found;
  for (const auto& each : delegations) {
    if (!each.active(now) || !core::same_person(core::Actor::parse(each.to), actor)) continue;
    if (auto approver = as_approver(core::Actor::parse(each.person), people))
      found.push_back(*std::move(approver));
  }
  return found;
}

Voice voice_of(const core::Approval& approval, const core::Actor& requester, const Principal& by,
               const std::vector<Principal>& delegators) {
  const auto& request = approval.request;
  auto refusal = cannot_decide(request, requester, by);
  if (!refusal) return {};
  // Whoever may decide nothing, or caused the run, does not do so for others either.
  if (!may(by, Needs::decide)) return {{}, std::move(refusal)};
  for (const auto& delegator : delegators) {
    if (barred(request, requester, delegator) != Bar::none ||
        barred(request, requester, by.actor, delegator.actor) != Bar::none)
      continue;
    const auto* earlier = decision_of(approval, delegator.actor);
    if (earlier && !core::same_person(earlier->actor, by.actor)) continue;
    return {delegator.actor, std::nullopt};
  }
  return {{}, std::move(refusal)};
}

}  // namespace baton::identity
