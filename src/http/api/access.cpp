#include "http/api/access.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <cstring>
#include <openssl/crypto.h>
#include <utility>

namespace baton::http {
namespace {

std::uint64_t front_of(const identity::ProofHash& hash) {
  std::uint64_t front = 0;
  std::memcpy(&front, hash.data(), sizeof front);
  return front;
}

// Who a session speaks for; nothing when its user may not sign in any more, or its token is not
// valid.
std::optional<identity::Principal> owner_of(const identity::Session& session,
                                            const Access::Known& known, core::Time now) {
  std::optional<identity::Principal> by;
  if (session.user) {
    const identity::User* user = identity::find_user(known.users, session.user);
    if (user != nullptr && user->can_sign_in()) by = principal_of(*user);
  } else {
    const auto token =
        std::find_if(known.tokens.begin(), known.tokens.end(),
                     [&session](const auto& each) { return each.id == session.token; });
    if (token != known.tokens.end() && token->valid(now)) by = principal_of(*token);
  }
  if (!by) return by;
  by->in_session = true;
  by->expires_at = std::min(by->expires_at.value_or(session.expires_at), session.expires_at);
  return by;
}

}  // namespace

// A principal that is known already is changed in place, since streams hold it.
void Access::add(const identity::ProofHash& hash, identity::Principal by, bool is_session,
                 core::Time seen_at, const Entries& before) {
  if (by.role == identity::Role::nobody) return;
  Entry entry{hash, nullptr, is_session, seen_at, false};
  const auto [begin, end] = before.equal_range(front_of(hash));
  const auto same =
      std::find_if(begin, end, [&hash](const auto& each) { return each.second.hash == hash; });
  if (same != end) {
    entry.principal = same->second.principal;
    entry.seen_at = std::max(seen_at, same->second.seen_at);
    entry.used = same->second.used;
    *entry.principal = std::move(by);
  } else {
    entry.principal = std::make_shared<identity::Principal>(std::move(by));
  }
  entries_.emplace(front_of(hash), std::move(entry));
}

void Access::replace(const Known& known, core::Time now) {
  const Entries before = std::exchange(entries_, {});
  for (const auto& [front, entry] : before) entry.principal->valid = false;
  for (const identity::Token& token : known.tokens) {
    const auto hash = identity::proof_hash(token.hash);
    if (hash && token.valid(now))
      add(*hash, principal_of(token), false, token.used_at.value_or(core::Time{}), before);
  }
  for (const identity::Session& session : known.sessions) {
    const auto hash = identity::proof_hash(session.hash);
    auto owner = owner_of(session, known, now);
    if (hash && owner) add(*hash, *std::move(owner), true, session.seen_at, before);
  }
  sweep(now);
}

boost::asio::awaitable<void> Access::refresh(ports::Store& store, core::Time now) {
  const std::uint64_t turn = ++refreshes_;
  auto read = [](ports::Queries& queries) {
    return Known{queries.tokens(), queries.users(), queries.sessions()};
  };
  const Known known = co_await store.read_for_server(read);
  if (turn < refreshed_) co_return;  // one that began later is done already
  refreshed_ = turn;
  replace(known, now);
}

bool Access::open(const Entry& entry, core::Time now) const {
  const auto& expires_at = entry.principal->expires_at;
  if (expires_at && now >= *expires_at) return false;
  return !entry.is_session || now - entry.seen_at < limits_.idle;
}

std::shared_ptr<const identity::Principal> Access::find(
    const std::optional<identity::ProofBits>& bits, bool is_session, core::Time now) {
  if (!bits) return nullptr;
  const identity::ProofHash hash = identity::hash_of(*bits);
  const auto [begin, end] = entries_.equal_range(front_of(hash));
  for (auto at = begin; at != end; ++at) {
    Entry& entry = at->second;
    if (CRYPTO_memcmp(entry.hash.data(), hash.data(), hash.size()) != 0 ||
        entry.is_session != is_session)
      continue;
    if (!open(entry, now)) {
      entry.principal->valid = false;
      return nullptr;
    }
    entry.seen_at = std::max(entry.seen_at, now);
    entry.used = true;
    return entry.principal;
  }
  return nullptr;
}

std::shared_ptr<const identity::Principal> Access::by_token(std::string_view authorization,
                                                            core::Time now) {
  constexpr std::string_view kScheme = "Bearer ";
  if (!core::starts_no_case(authorization, kScheme)) return nullptr;
  return find(identity::token_bits(authorization.substr(kScheme.size())), false, now);
}

std::shared_ptr<const identity::Principal> Access::by_session(std::string_view cookie,
                                                              core::Time now) {
  return find(identity::session_bits(cookie), true, now);
}

void Access::sweep(core::Time now) {
  for (auto& [front, entry] : entries_)
    if (!open(entry, now)) entry.principal->valid = false;
}

std::vector<Access::Use> Access::take_uses() {
  std::vector<Use> uses;
  for (auto& [front, entry] : entries_) {
    if (!std::exchange(entry.used, false)) continue;
    Use use{entry.principal->token, entry.principal->user, {}, entry.seen_at};
    if (entry.is_session) use.session = identity::to_text(entry.hash);
    uses.push_back(std::move(use));
  }
  return uses;
}

}  // namespace baton::http
