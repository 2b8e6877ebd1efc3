#include "baton/telemetry/log.hpp"
#include "baton/views/token.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"

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

core::Result<Wanted> wanted(const Services& services, const Members& body) {
  Wanted wanted{body.text("name"), Role::nobody, body.names("groups"), body.names("sources")};
  // The journal and the log know people and tools by it, and "token:" stands in front of it there.
  const auto control = [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F;
  };
  const std::string& name = wanted.name;
  if (std::any_of(name.begin(), name.end(), control) || name.starts_with(core::kTokenActor))
    return core::Error{
        core::Errc::invalid,
        "expected a name without control characters that does not begin with \"token:\"",
        "/name",
        {}};
  const std::string text = body.text("role");
  const auto known = role(text);
  if (!known)
    return core::Error{
        core::Errc::invalid,
        "expected admin, operator, viewer or sender, got \"" + text.substr(0, 60) + "\"",
        "/role",
        {}};
  wanted.role = *known;
  auto granted = grantable(services, wanted.role, name, wanted.sources);
  if (!granted) return granted.error();
  return wanted;
}

core::Result<ports::TokenRow> revoke(ports::Tx& tx, core::TokenId id, const core::Actor& actor,
                                     core::Time now) {
  const std::vector<ports::TokenRow> rows = tx.tokens();
  const auto valid = [](const ports::TokenRow& row) { return !row.revoked_at.has_value(); };
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const ports::TokenRow& each) {
    return each.id == id && valid(each);
  });
  if (row == rows.end()) return no_such(ValueKind::token);
  const auto admins = std::count_if(rows.begin(), rows.end(), [&](const ports::TokenRow& each) {
    return each.role == "admin" && valid(each);
  });
  if (row->role == "admin" && admins == 1)
    return core::Error{
        core::Errc::conflict, "this is the last admin token", {}, "make another one first"};
  ports::TokenRow changed = *row;
  changed.revoked_at = now;
  changed.revoked_by = actor;
  tx.put_token(changed);
  return changed;
}

}  // namespace

Answered list_tokens(Services& services, Asked& /*asked*/) {
  auto read = [](ports::Queries& queries) { return queries.tokens(); };
  const std::vector<ports::TokenRow> rows = co_await services.parts.store.read(read);
  core::Json items = core::Json::array();
  for (const ports::TokenRow& row : rows) items.push_back(views::token(row));
  co_return whole_list(std::move(items));
}

Answered create_token(Services& services, Asked& asked) {
  auto made_of = wanted(services, asked.body);
  if (!made_of) co_return made_of.error();
  MadeToken fresh =
      new_token(services.parts.clock.now(), std::move(made_of->name), made_of->role,
                std::move(made_of->groups), std::move(made_of->sources), asked.principal->actor);
  const auto made = co_await keep_token(services.parts.store, std::move(fresh));
  if (!made) co_return made.error();
  co_await services.tokens.refresh(services.parts.store);
  spdlog::info("token {} of role {} was made by {}", made->row.id.text(), made->row.role,
               made->row.created_by.text());
  const core::Json body{{"id", made->row.id.text()},    {"name", made->row.name},
                        {"role", made->row.role},       {"groups", made->row.groups},
                        {"sources", made->row.sources}, {"token", made->text}};
  Response response = json(body, 201);
  response.add("Cache-Control", "no-store");
  co_return response;
}

Answered revoke_token(Services& services, Asked& asked) {
  auto part = [id = asked.values.id<core::TokenId>("id"), actor = asked.principal->actor,
               now = services.parts.clock.now()](ports::Tx& tx) -> core::Result<ports::TokenRow> {
    return revoke(tx, id, actor, now);
  };
  const auto revoked = co_await services.parts.store.transact(part);
  co_await services.tokens.refresh(services.parts.store);
  if (!revoked) co_return revoked.error();
  spdlog::info("token {} was revoked by {}", revoked->id.text(), revoked->revoked_by.text());
  Response response;
  response.status = 204;
  co_return response;
}

}  // namespace baton::http
