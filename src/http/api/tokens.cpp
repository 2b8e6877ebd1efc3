#include "baton/core/text.hpp"
#include "baton/identity/token.hpp"
#include "baton/telemetry/log.hpp"
#include "baton/views/token.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"

#include <algorithm>
#include <utility>

namespace baton::http {
namespace {

constexpr std::size_t kWordBytesMax = 60;  // of what was sent, in what is said about it

// A token that could send nothing is refused when it is made, and not at its first event.
core::Result<void> grantable(const Services& services, const identity::Grant& grant) {
  constexpr auto kHint =
      "choose another: a connection's name belongs to its hook, and \"baton\", \"api\", "
      "\"workflow/…\" to Baton";
  if (!may(grant.role, identity::Needs::send)) {
    if (grant.sources.empty()) return {};
    return core::Error{
        core::Errc::invalid,
        "a " + std::string(to_text(grant.role)) + " hands in no events, so it speaks for no source",
        "/sources",
        {}};
  }
  if (grant.sources.empty() && services.sources.reserved(grant.name))
    return core::Error{
        core::Errc::invalid,
        "events of this token would come from the source \"" + grant.name + "\", which is reserved",
        "/name", kHint};
  for (const std::string& source : grant.sources)
    if (services.sources.reserved(source))
      return core::Error{core::Errc::invalid, "the source \"" + source + "\" is reserved",
                         "/sources", kHint};
  return {};
}

core::Result<identity::Grant> grant_asked(const Services& services, const Members& body) {
  identity::Grant grant{body.text("name"), identity::Role::nobody, body.names("groups"),
                        body.names("sources")};
  // The journal and the log know people and tools by it, and "token:" stands in front of it there.
  if (core::has_control(grant.name) || grant.name.starts_with(core::kTokenActor))
    return core::Error{
        core::Errc::invalid,
        "expected a name without control characters that does not begin with \"token:\"",
        "/name",
        {}};
  const std::string text = body.text("role");
  const auto known = identity::role(text);
  if (!known)
    return core::Error{core::Errc::invalid,
                       "expected " + core::any_of(identity::role_words()) + ", got \"" +
                           core::shortened(text, kWordBytesMax) + "\"",
                       "/role",
                       {}};
  grant.role = *known;
  auto granted = grantable(services, grant);
  if (!granted) return granted.error();
  return grant;
}

core::Result<identity::Token> revoke(ports::Tx& tx, core::TokenId id, const core::Actor& actor,
                                     core::Time now) {
  const std::vector<identity::Token> tokens = tx.tokens();
  const auto token = std::find_if(tokens.begin(), tokens.end(),
                                  [id](const auto& each) { return each.id == id && each.valid(); });
  if (token == tokens.end()) return no_such(ValueKind::token);
  if (is_last_admin(tokens, *token))
    return core::Error{
        core::Errc::conflict, "this is the last admin token", {}, "make another one first"};
  identity::Token changed = *token;
  changed.revoked_at = now;
  changed.revoked_by = actor;
  tx.put_token(changed);
  return changed;
}

}  // namespace

Answered list_tokens(Services& services, Asked& /*asked*/) {
  auto read = [](ports::Queries& queries) { return queries.tokens(); };
  const std::vector<identity::Token> tokens = co_await services.parts.store.read(read);
  core::Json items = core::Json::array();
  for (const identity::Token& token : tokens) items.push_back(views::token(token));
  co_return whole_list(std::move(items));
}

Answered create_token(Services& services, Asked& asked) {
  auto grant = grant_asked(services, asked.body);
  if (!grant) co_return grant.error();
  identity::MadeToken fresh =
      new_token(std::move(*grant), asked.principal->actor, services.parts.clock.now());
  const auto made = co_await keep_token(services.parts.store, std::move(fresh));
  if (!made) co_return made.error();
  co_await services.tokens.refresh(services.parts.store);
  const identity::Token& token = made->token;
  spdlog::info("token {} of role {} was made by {}", token.id.text(), to_text(token.role),
               token.created_by.text());
  const core::Json body{{"id", token.id.text()},       {"name", token.name},
                        {"role", to_text(token.role)}, {"groups", token.groups},
                        {"sources", token.sources},    {"token", made->text}};
  Response response = json(body, 201);
  response.add("Cache-Control", "no-store");
  co_return response;
}

Answered revoke_token(Services& services, Asked& asked) {
  auto part = [id = asked.values.id<core::TokenId>("id"), actor = asked.principal->actor,
               now = services.parts.clock.now()](ports::Tx& tx) -> core::Result<identity::Token> {
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
