#include "http/api/auth.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <cstring>
#include <openssl/crypto.h>
#include <utility>

namespace baton::http {
namespace {

std::uint64_t front_of(const identity::TokenHash& hash) {
  std::uint64_t front = 0;
  std::memcpy(&front, hash.data(), sizeof front);
  return front;
}

}  // namespace

void Tokens::replace(const std::vector<identity::Token>& tokens) {
  const auto before = std::exchange(entries_, {});
  for (const auto& [front, entry] : before) entry.principal->valid = false;
  for (const identity::Token& token : tokens) {
    const auto hash = identity::token_hash(token.hash);
    if (!token.valid() || !hash || token.role == identity::Role::nobody) continue;
    const auto [begin, end] = before.equal_range(front_of(*hash));
    const auto same =
        std::find_if(begin, end, [&hash](const auto& entry) { return entry.second.hash == *hash; });
    auto principal = same == end ? std::make_shared<identity::Principal>() : same->second.principal;
    *principal = identity::principal_of(token);
    entries_.emplace(front_of(*hash), Entry{*hash, std::move(principal)});
  }
}

boost::asio::awaitable<void> Tokens::refresh(ports::Store& store) {
  const std::uint64_t turn = ++refreshes_;
  auto read = [](ports::Queries& queries) { return queries.tokens(); };
  const std::vector<identity::Token> found = co_await store.read(read);
  if (turn < refreshed_) co_return;  // a later one has seen more, and was faster
  refreshed_ = turn;
  replace(found);
}

std::shared_ptr<const identity::Principal> Tokens::find(std::string_view authorization) const {
  constexpr std::string_view kScheme = "Bearer ";
  if (!core::starts_no_case(authorization, kScheme)) return nullptr;
  const auto bits = identity::token_bits(authorization.substr(kScheme.size()));
  if (!bits) return nullptr;
  const identity::TokenHash hash = identity::hash_of(*bits);
  const auto [begin, end] = entries_.equal_range(front_of(hash));
  for (auto entry = begin; entry != end; ++entry)
    if (CRYPTO_memcmp(entry->second.hash.data(), hash.data(), hash.size()) == 0)
      return entry->second.principal;
  return nullptr;
}

boost::asio::awaitable<core::Result<identity::MadeToken>> keep_token(ports::Store& store,
                                                                     identity::MadeToken made) {
  auto put = [&made](ports::Tx& tx) {
    if (identity::name_in_use(tx.tokens(), made.token.name)) return false;
    made.token.id = tx.new_token_id();
    tx.put_token(made.token);
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

}  // namespace baton::http
