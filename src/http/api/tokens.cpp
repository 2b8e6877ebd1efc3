#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "baton/identity/people.hpp"
#include "baton/runtime/departed.hpp"
#include "baton/telemetry/log.hpp"
#include "baton/views/time.hpp"
#include "baton/views/token.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"

#include <algorithm>
#include <utility>

namespace baton::http {
namespace {

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

// The deeds that a token is made for: words of what its role may.
core::Result<void> check_scopes(const identity::Grant& grant) {
  const auto deeds = identity::deeds_of(grant.role);
  for (const std::string& word : grant.scopes) {
    if (std::find(deeds.begin(), deeds.end(), word) != deeds.end()) continue;
    return core::no_such_choice(word, deeds, "/scopes");
  }
  return {};
}

// When the token expires, as it was asked for; nothing when it was not.
core::Result<std::optional<core::Time>> expiry_asked(const Members& body, core::Time now) {
  const std::string text = body.text("expires_at");
  if (text.empty()) return std::optional<core::Time>();
  const auto at = core::parse_rfc3339(text);
  if (!at || *at <= now)
    return core::Error{core::Errc::invalid,
                       "expected a time that is to come, such as \"2027-01-01T00:00:00Z\"",
                       "/expires_at",
                       {}};
  return std::optional(*at);
}

core::Result<identity::Grant> grant_asked(const Services& services, const Members& body) {
  identity::Grant grant{body.text("name"), identity::Role::nobody, body.names("groups"),
                        body.names("sources"), body.names("scopes")};
  // The journal and the log know people and tools by it, and "token:" stands in front of it there.
  if (!core::reads_as_written(grant.name) || grant.name.starts_with(core::kTokenActor))
    return core::Error{
        core::Errc::invalid,
        "expected a name without control characters or characters that nobody sees, that does not "
        "begin with \"token:\"",
        "/name",
        {}};
  const std::string text = body.text("role");
  const auto known = identity::role(text);
  if (!known) return core::no_such_choice(text, identity::role_words(), "/role");
  grant.role = *known;
  for (const auto& checked : {grantable(services, grant), check_scopes(grant)})
    if (!checked) return checked.error();
  const auto expires_at = expiry_asked(body, services.parts.clock.now());
  if (!expires_at) return expires_at.error();
  grant.expires_at = *expires_at;
  return grant;
}

core::Result<identity::Token> revoke(ports::Tx& tx, core::TokenId id, const core::Actor& actor,
                                     core::Time now) {
  std::vector<identity::Token> tokens = tx.tokens();
  const auto token = std::find_if(tokens.begin(), tokens.end(), [id](const identity::Token& each) {
    return each.id == id && !each.revoked_at;
  });
  if (token == tokens.end()) return no_such(ValueKind::token);
  token->revoked_at = now;
  token->revoked_by = actor;
  if (!identity::has_admin(identity::principals(tokens, tx.users(), now)))
    return core::Error{
        core::Errc::conflict, "this is the last admin", {}, "make another token or user first"};
  tx.put_token(*token);
  tx.note(act_on_token("tokens.revoke", *token, actor));
  runtime::forget_departed(tx, core::Actor::token(token->name), actor, now);
  return *token;
}

// Stores a token, with its row of the audit. Errc::conflict when a valid token has the name.
boost::asio::awaitable<core::Result<identity::MadeToken>> keep_token(ports::Store& store,
                                                                     identity::MadeToken made) {
  auto put = [&made](ports::Tx& tx) {
    identity::Token& token = made.token;
    if (identity::name_in_use(tx.tokens(), token.name, token.created_at)) return false;
    // A token of this name may have expired, which nobody noted.
    runtime::forget_departed(tx, core::Actor::token(token.name), token.created_by,
                             token.created_at);
    token.id = tx.new_token_id();
    tx.put_token(token);
    tx.note(act_on_token("tokens.create", token, token.created_by));
    return true;
  };
  const bool kept = co_await store.transact(put);
  if (!kept) {
    co_return core::Error{core::Errc::conflict,
                          "a token named \"" + made.token.name + "\" is in use", "/name",
                          "choose another name, or revoke that one"};
  }
  co_return made;
}

}  // namespace

Answered list_tokens(Services& services, Asked& /*asked*/) {
  const core::Time now = services.parts.clock.now();
  auto read = [](ports::Queries& queries) { return queries.tokens(); };
  const std::vector<identity::Token> tokens = co_await services.parts.store.read(read);
  core::Json items = core::Json::array();
  for (const identity::Token& token : tokens) items.push_back(views::token(token, now));
  co_return whole_list(std::move(items));
}

Answered create_token(Services& services, Asked& asked) {
  auto grant = grant_asked(services, asked.body);
  if (!grant) co_return grant.error();
  identity::MadeToken fresh =
      new_token(std::move(*grant), asked.principal->actor, services.parts.clock.now());
  const auto made = co_await keep_token(services.parts.store, std::move(fresh));
  if (!made) co_return made.error();
  co_await services.access.refresh(services.parts.store, services.parts.clock.now());
  const identity::Token& token = made->token;
  spdlog::info("token {} of role {} was made by {}", token.id.text(), to_text(token.role),
               token.created_by.text());
  const core::Json body{{"id", token.id.text()},
                        {"name", token.name},
                        {"role", to_text(token.role)},
                        {"groups", token.groups},
                        {"sources", token.sources},
                        {"scopes", token.scopes},
                        {"expires_at", views::time(token.expires_at)},
                        {"token", made->text}};
  co_return json(body, 201);
}

Answered revoke_token(Services& services, Asked& asked) {
  auto part = [id = asked.values.id<core::TokenId>("id"), actor = asked.principal->actor,
               now = services.parts.clock.now()](ports::Tx& tx) -> core::Result<identity::Token> {
    return revoke(tx, id, actor, now);
  };
  const auto revoked = co_await services.parts.store.transact(part);
  co_await services.access.refresh(services.parts.store, services.parts.clock.now());
  if (!revoked) co_return revoked.error();
  spdlog::info("token {} was revoked by {}", revoked->id.text(), revoked->revoked_by.text());
  co_return no_content();
}

}  // namespace baton::http
