#include "baton/runtime/delegations.hpp"

#include "baton/core/json.hpp"
#include "baton/ports/people.hpp"
#include "runtime/kept_list.hpp"
#include "runtime/known_names.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace baton::runtime {

namespace {

// The name of the setting.
constexpr std::string_view kDelegations = "delegations";

// The number that an id is; 0 if it is none.
std::int64_t number_of(const std::string& id) {
  std::int64_t number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number);
  return number;
}

// Whether somebody's role lets them decide. A user who has not signed in yet counts too.
bool may_decide(ports::Tx& tx, std::string_view name, core::Time now) {
  const auto token_does = [name, now](const identity::Token& token) {
    return token.name == name && token.valid(now) &&
           may(principal_of(token), identity::Needs::decide);
  };
  const auto user_does = [name](const identity::User& user) {
    return user.name == name && !user.disabled_at && may(user.role, identity::Needs::decide);
  };
  const auto tokens = tx.tokens();
  const auto users = tx.users();
  return std::any_of(tokens.begin(), tokens.end(), token_does) ||
         std::any_of(users.begin(), users.end(), user_does);
}

// Why one more is too many; nullopt if it is not.
std::optional<core::Error> too_many(const std::vector<identity::Delegation>& all,
                                    const std::string& person) {
  const auto given = static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const auto& each) { return each.person == person; }));
  const bool by_one = given >= identity::kDelegationsOfOneMax;
  if (!by_one && all.size() < identity::kDelegationsMax) return std::nullopt;
  return core::Error{core::Errc::limited,
                     by_one ? person + " has " + std::to_string(given) + " delegations already"
                            : "there are " + std::to_string(all.size()) + " delegations already",
                     {},
                     "end some that are not needed"};
}

}  // namespace

std::vector<identity::Delegation> delegations(ports::Settings& settings) {
  return items_to_show(settings, kDelegations, identity::delegation_of);
}

std::vector<identity::Principal> delegators(ports::Queries& queries, const core::Actor& actor,
                                            core::Time now) {
  // The log is not told, since open pages ask again and again.
  const auto all = kept_list(queries, kDelegations, identity::delegation_of).items;
  if (all.empty()) return {};
  return identity::delegators(all, ports::people(queries, now), actor, now);
}

core::Result<identity::Delegation> add_delegation(ports::Tx& tx, identity::Delegation delegation,
                                                  core::Time now) {
  if (auto wrong = identity::nonsense(delegation, now)) return *wrong;
  if (!is_known(tx, delegation.to, now)) return unknown_person(delegation.to, "/to");
  if (!may_decide(tx, delegation.to, now))
    return core::Error{core::Errc::invalid, delegation.to + " may not decide anything", "/to",
                       "choose somebody with a role that decides, such as approver"};
  auto all = items_to_change(tx, kDelegations, identity::delegation_of);
  std::int64_t last = 0;
  for (const auto& each : all) last = std::max(last, number_of(each.id));
  std::erase_if(all, [now](const identity::Delegation& each) { return each.until <= now; });
  if (auto refusal = too_many(all, delegation.person)) return *std::move(refusal);
  delegation.id = std::to_string(last + 1);
  all.push_back(delegation);
  tx.set_setting(kDelegations, identity::to_text(all));
  tx.note(identity::act_on_delegation("delegations.add", delegation, delegation.created_by));
  return delegation;
}

core::Result<identity::Delegation> end_delegation(ports::Tx& tx, const std::string& id,
                                                  const identity::Principal& by) {
  auto all = items_to_change(tx, kDelegations, identity::delegation_of);
  const auto found = std::find_if(all.begin(), all.end(), [&](const identity::Delegation& each) {
    return each.id == id && (may(by, identity::Needs::admin) ||
                             core::same_person(core::Actor::parse(each.person), by.actor));
  });
  if (found == all.end())
    return core::Error{core::Errc::not_found, "you have no delegation by that id", {}, {}};
  auto ended = *found;
  all.erase(found);
  tx.set_setting(kDelegations, all.empty() ? "" : identity::to_text(all));
  tx.note(identity::act_on_delegation("delegations.end", ended, by.actor));
  return ended;
}

void end_delegations(ports::Tx& tx, const core::Actor& person, const core::Actor& by,
                     core::Time now) {
  auto all = core::parse_json(tx.setting(kDelegations));
  if (!all || !all->is_array()) return;
  const auto is_theirs = [&person](const identity::Delegation& each) {
    return core::same_person(core::Actor::parse(each.person), person) ||
           core::same_person(core::Actor::parse(each.to), person);
  };
  // What cannot be read stays as it is: somebody leaves all the same.
  core::Json left = core::Json::array();
  for (auto& json : *all) {
    const auto each = identity::delegation_of(json);
    if (!each || !is_theirs(*each)) {
      left.push_back(std::move(json));
    } else if (each->until > now) {
      tx.note(identity::act_on_delegation("delegations.end", *each, by));
    }
  }
  if (left.size() < all->size()) tx.set_setting(kDelegations, left.empty() ? "" : core::dump(left));
}

}  // namespace baton::runtime
