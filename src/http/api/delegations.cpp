#include "baton/runtime/delegations.hpp"

#include "baton/core/time.hpp"
#include "baton/telemetry/log.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"

#include <utility>

namespace baton::http {
namespace {

core::Json delegation_json(const identity::Delegation& delegation, core::Time now) {
  return {{"id", delegation.id},
          {"person", delegation.person},
          {"to", delegation.to},
          {"from", core::to_rfc3339(delegation.from)},
          {"until", core::to_rfc3339(delegation.until)},
          {"active", delegation.active(now)},
          {"created_by", delegation.created_by}};
}

// Whether a delegation is one that somebody gave or got.
bool concerns(const identity::Delegation& delegation, const core::Actor& actor) {
  return core::same_person(core::Actor::parse(delegation.person), actor) ||
         core::same_person(core::Actor::parse(delegation.to), actor);
}

core::Result<identity::Delegation> delegation_asked(const Members& body,
                                                    const identity::Principal& by, core::Time now) {
  identity::Delegation delegation;
  delegation.created_by = by.actor;
  delegation.person = body.text("person", by.actor.name());
  delegation.to = body.text("to");
  delegation.from = now;
  const bool own = core::same_person(core::Actor::parse(delegation.person), by.actor);
  if (!own && !may(by, identity::Needs::admin))
    return core::Error{
        core::Errc::denied, "only an admin delegates what others decide", "/person", {}};
  if (const auto from = body.text("from"); !from.empty()) {
    const auto time = core::parse_rfc3339(from);
    if (!time)
      return core::Error{core::Errc::invalid, "expected a moment in RFC 3339", "/from", {}};
    delegation.from = *time;
  }
  const auto until = core::parse_rfc3339(body.text("until"));
  if (!until)
    return core::Error{core::Errc::invalid, "expected a moment in RFC 3339", "/until", {}};
  delegation.until = *until;
  return delegation;
}

}  // namespace

Answered list_delegations(Services& services, Asked& asked) {
  const auto now = services.parts.clock.now();
  auto read = [](ports::Queries& queries) { return runtime::delegations(queries); };
  const auto all = co_await services.parts.store.read(read);
  const auto& by = *asked.principal;
  core::Json items = core::Json::array();
  for (const auto& each : all) {
    if (each.until > now && (may(by, identity::Needs::admin) || concerns(each, by.actor)))
      items.push_back(delegation_json(each, now));
  }
  co_return whole_list(std::move(items));
}

Answered create_delegation(Services& services, Asked& asked) {
  const auto now = services.parts.clock.now();
  auto wanted = delegation_asked(asked.body, *asked.principal, now);
  if (!wanted) co_return wanted.error();
  auto keep = [&wanted, now](ports::Tx& tx) { return runtime::add_delegation(tx, *wanted, now); };
  const auto made = co_await services.parts.store.transact(keep);
  if (!made) co_return made.error();
  spdlog::info("{} decides for {} until {}, as {} says", made->to, made->person,
               core::to_rfc3339(made->until), made->created_by.text());
  co_return json(delegation_json(*made, now), 201);
}

Answered end_delegation(Services& services, Asked& asked) {
  const auto id = asked.values.text("id");
  auto end = [&id, by = *asked.principal](ports::Tx& tx) {
    return runtime::end_delegation(tx, id, by);
  };
  const auto ended = co_await services.parts.store.transact(end);
  if (!ended) co_return ended.error();
  spdlog::info("{} does not decide for {} any more, as {} says", ended->to, ended->person,
               asked.principal->actor.text());
  co_return no_content();
}

}  // namespace baton::http
