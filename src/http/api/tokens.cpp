#include "baton/telemetry/log.hpp"
#include "baton/views/token.hpp"
#include "http/api/handlers.hpp"
#include "http/api/problem.hpp"
#include "http/api/query.hpp"

#include <algorithm>
#include <utility>

namespace baton::http {
namespace {

struct Wanted {
  std::string name;
  Role role = Role::nobody;
  std::vector<std::string> groups;
  std::vector<std::string> sources;
};

// A token that could send nothing is refused when it is made, and not at its first event.
core::Result<void> grantable(const Services& services, Role role, const std::string& name,
                             const std::vector<std::string>& sources) {
  constexpr auto kHint =
      "choose another: a connection's name belongs to its hook, and \"baton\", \"api\", "
      "\"workflow/…\" to Baton";
  if (!may(role, Needs::send)) {
    if (sources.empty()) return {};
    return core::Error{
        core::Errc::invalid,
        "a " + std::string(to_text(role)) + " hands in no events, so it speaks for no source",
        "/sources",
        {}};
  }
  if (sources.empty() && services.sources.reserved(name))
    return core::Error{
        core::Errc::invalid,
        "events of this token would come from the source \"" + name + "\", which is reserved",
        "/name", kHint};
  for (const std::string& source : sources)
    if (services.sources.reserved(source))
      return core::Error{core::Errc::invalid, "the source \"" + source + "\" is reserved",
                         "/sources", kHint};
  return {};
}

core::Result<Wanted> wanted(const Services& services, std::string_view body) {
  auto members = Members::parse(body, {"name", "role", "groups", "sources"});
  if (!members) return members.error();
  auto name = members->text("name");
  if (!name) return name.error();
  // The journal and the log know people and tools by it, and "token:" stands in front of it there.
  const auto control = [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F;
  };
  if (std::any_of(name->begin(), name->end(), control) || name->starts_with("token:"))
    return core::Error{
        core::Errc::invalid,
        "expected a name without control characters that does not begin with \"token:\"",
        "/name",
        {}};
  auto text = members->text("role");
  if (!text) return text.error();
  const auto known = role(*text);
  if (!known)
    return core::Error{
        core::Errc::invalid,
        "expected admin, operator, viewer or sender, got \"" + text->substr(0, 60) + "\"",
        "/role",
        {}};
  auto groups = members->names("groups");
  if (!groups) return groups.error();
  auto sources = members->names("sources");
  if (!sources) return sources.error();
  if (auto granted = grantable(services, *known, *name, *sources); !granted) return granted.error();
  return Wanted{*std::move(name), *known, *std::move(groups), *std::move(sources)};
}

enum class Revoked { done, unknown, last_admin };

Revoked revoke(ports::Tx& tx, core::TokenId id, const std::string& actor, core::Time now) {
  const std::vector<ports::TokenRow> rows = tx.tokens();
  const auto valid = [](const ports::TokenRow& row) { return !row.revoked_at.has_value(); };
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const ports::TokenRow& each) {
    return each.id == id && valid(each);
  });
  if (row == rows.end()) return Revoked::unknown;
  const auto admins = std::count_if(rows.begin(), rows.end(), [&](const ports::TokenRow& each) {
    return each.role == "admin" && valid(each);
  });
  if (row->role == "admin" && admins == 1) return Revoked::last_admin;
  ports::TokenRow changed = *row;
  changed.revoked_at = now;
  changed.revoked_by = actor;
  tx.put_token(changed);
  return Revoked::done;
}

}  // namespace

boost::asio::awaitable<void> list_tokens(Services& services, Exchange& exchange) {
  auto read = [](ports::Queries& queries) { return queries.tokens(); };
  const std::vector<ports::TokenRow> rows = co_await services.parts.store.read(read);
  core::Json items = core::Json::array();
  for (const ports::TokenRow& row : rows) items.push_back(views::token(row));
  core::Json body{{"items", std::move(items)}, {"next", nullptr}};
  reply(exchange.response, 200, body);
}

boost::asio::awaitable<void> create_token(Services& services, Exchange& exchange) {
  auto asked = wanted(services, exchange.request.body);
  if (!asked) {
    problem(exchange.response, asked.error());
    co_return;
  }
  MadeToken fresh =
      new_token(services.parts.clock.now(), std::move(asked->name), asked->role,
                std::move(asked->groups), std::move(asked->sources), exchange.principal->actor);
  auto made = co_await keep_token(services.parts.store, std::move(fresh));
  if (!made) {
    problem(exchange.response, made.error());
    co_return;
  }
  co_await services.tokens.refresh(services.parts.store);
  spdlog::info("token {} of role {} was made by {}", made->row.id.text(), made->row.role,
               made->row.created_by);
  core::Json body{{"id", made->row.id.text()},    {"name", made->row.name},
                  {"role", made->row.role},       {"groups", made->row.groups},
                  {"sources", made->row.sources}, {"token", made->text}};
  exchange.response.add("Cache-Control", "no-store");
  reply(exchange.response, 201, body);
}

boost::asio::awaitable<void> revoke_token(Services& services, Exchange& exchange) {
  const auto id = core::TokenId::parse(exchange.params[0]);
  Revoked revoked = Revoked::unknown;
  if (id) {
    auto part = [id = *id, actor = exchange.principal->actor, now = services.parts.clock.now()](
                    ports::Tx& tx) { return revoke(tx, id, actor, now); };
    revoked = co_await services.parts.store.transact(part);
    co_await services.tokens.refresh(services.parts.store);
  }
  switch (revoked) {
    case Revoked::done:
      spdlog::info("token {} was revoked by {}", id->text(), exchange.principal->actor);
      exchange.response.status = 204;
      break;
    case Revoked::unknown:
      problem(exchange.response,
              core::Error{core::Errc::not_found, "there is no valid token by that id", {}, {}});
      break;
    case Revoked::last_admin:
      problem(
          exchange.response,
          core::Error{
              core::Errc::conflict, "this is the last admin token", {}, "make another one first"});
      break;
  }
}

}  // namespace baton::http
