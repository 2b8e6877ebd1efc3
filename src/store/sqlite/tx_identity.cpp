#include "store/sqlite/tx.hpp"

#include <utility>

// Who may do what, and who did what.
namespace baton::store {
namespace {

// A list of names as the store keeps it.
std::string list_text(const std::vector<std::string>& names) {
  return core::dump(core::Json(names));
}

}  // namespace

core::TokenId SqliteTx::new_token_id() {
  return core::TokenId(token_ids_.next(clock_.now(), random_.next()));
}

core::UserId SqliteTx::new_user_id() {
  return core::UserId(user_ids_.next(clock_.now(), random_.next()));
}

void SqliteTx::put_token(const identity::Token& token) {
  put_token_.run(token.id, token.name, to_text(token.role), token.hash, token.created_at,
                 token.revoked_at, list_text(token.groups), list_text(token.sources),
                 token.created_by, token.revoked_by, list_text(token.scopes), token.expires_at,
                 token.used_at);
}

void SqliteTx::see_token(core::TokenId token, core::Time at) { see_token_.run(token, at); }

void SqliteTx::put_user(const identity::User& user) {
  put_user_.run(user.id, user.name, user.title, to_text(user.role), list_text(user.groups),
                user.password, user.created_at, user.created_by, user.disabled_at, user.seen_at);
}

void SqliteTx::see_user(core::UserId user, core::Time at) { see_user_.run(user, at); }

void SqliteTx::put_session(const identity::Session& session) {
  put_session_.run(session.hash, session.user, session.token, session.created_at, session.seen_at,
                   session.expires_at);
  delete_ended_sessions_.run(session.created_at);
  delete_old_sessions_.run(session.user, session.token, ports::kSessionsMax);
}

void SqliteTx::see_session(std::string_view hash, core::Time at) { see_session_.run(hash, at); }
void SqliteTx::end_session(std::string_view hash) { delete_session_.run(hash); }
void SqliteTx::end_sessions(core::UserId user, std::string_view but) {
  delete_sessions_of_.run(user, but);
  delete_codes_of_.run(user);
}

void SqliteTx::put_code(const identity::Code& code, core::Time now) {
  delete_other_codes_.run(now, to_text(code.purpose), code.user, code.token);
  put_code_.run(code.hash, to_text(code.purpose), code.user, code.token, code.created_by,
                code.expires_at);
}

void SqliteTx::delete_code(std::string_view hash) { delete_code_.run(hash); }

void SqliteTx::note(identity::AuditRow row) {
  {
    auto use = last_audit_.with();
    const bool first = !use.next();
    row.sequence = first ? 1 : use.integer(0) + 1;
    row.previous = first ? std::string_view() : use.text(1);
  }
  row.at = clock_.now();
  row.hash = hash_of(row);
  insert_audit_.run(row.sequence, row.at, row.actor, row.act, row.object, core::dump(row.detail),
                    row.previous, row.hash);
  set_setting(identity::kAuditEnd, identity::end_text(row.sequence, row.hash));
}

}  // namespace baton::store
