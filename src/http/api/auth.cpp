#include "http/api/auth.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/result.hpp"
#include "http/server/message.hpp"

#include <algorithm>
#include <cstring>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdexcept>
#include <utility>

namespace baton::http {
namespace {

constexpr std::string_view kPrefix = "bt_";
constexpr std::size_t kTextSize = 43;
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::uint64_t front_of(const TokenHash& hash) {
  std::uint64_t front = 0;
  std::memcpy(&front, hash.data(), sizeof front);
  return front;
}

std::optional<TokenHash> from_hex(std::string_view text) {
  TokenHash hash{};
  if (text.size() != 2 * hash.size()) return std::nullopt;
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const auto high = kDigits.find(text[2 * i]);
    const auto low = kDigits.find(text[2 * i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    hash[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return hash;
}

}  // namespace

std::optional<Role> role(std::string_view text) {
  for (const Role each : {Role::sender, Role::viewer, Role::operator_, Role::admin})
    if (to_text(each) == text) return each;
  return std::nullopt;
}

std::string_view to_text(Role role) {
  switch (role) {
    case Role::nobody: return "nobody";
    case Role::sender: return "sender";
    case Role::viewer: return "viewer";
    case Role::operator_: return "operator";
    case Role::admin: return "admin";
  }
  return "nobody";
}

bool may(Role role, Needs needs) {
  switch (needs.kind()) {
    case Needs::nothing: return true;
    case Needs::send: return role == Role::sender || role == Role::operator_ || role == Role::admin;
    case Needs::read: return role == Role::viewer || role == Role::operator_ || role == Role::admin;
    case Needs::operate: return role == Role::operator_ || role == Role::admin;
    case Needs::admin: return role == Role::admin;
  }
  return false;
}

std::string roles_that_may(Needs needs) {
  std::string roles;
  for (const Role role : {Role::sender, Role::viewer, Role::operator_, Role::admin})
    if (may(role, needs)) roles += (roles.empty() ? "" : " or ") + std::string(to_text(role));
  return roles;
}

std::optional<TokenBits> token_bits(std::string_view token) {
  if (!token.starts_with(kPrefix)) return std::nullopt;
  token.remove_prefix(kPrefix.size());
  if (token.size() != kTextSize) return std::nullopt;
  TokenBits bits{};
  std::uint32_t held = 0;
  int held_bits = 0;
  std::size_t at = 0;
  for (const char c : token) {
    const auto value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    held = (held << 6) | static_cast<std::uint32_t>(value);
    held_bits += 6;
    if (held_bits >= 8) {
      held_bits -= 8;
      bits[at++] = static_cast<unsigned char>(held >> held_bits);
      held &= (1U << held_bits) - 1;
    }
  }
  // 43 characters carry 258 bits: the last two must be zero, so that each token has one text.
  if (held != 0) return std::nullopt;
  return bits;
}

std::string token_text(const TokenBits& bits) {
  std::string text(kPrefix);
  std::uint32_t held = 0;
  int held_bits = 0;
  for (const unsigned char byte : bits) {
    held = (held << 8) | byte;
    held_bits += 8;
    while (held_bits >= 6) {
      held_bits -= 6;
      text += kAlphabet[(held >> held_bits) & 0x3f];
    }
  }
  text += kAlphabet[(held << (6 - held_bits)) & 0x3f];
  return text;
}

TokenHash hash_of(const TokenBits& bits) {
  return core::sha256({reinterpret_cast<const char*>(bits.data()), bits.size()});
}

std::string hex(const TokenHash& hash) { return core::to_hex(core::bytes_of(hash)); }

TokenBits random_bits() {
  TokenBits bits{};
  if (RAND_bytes(bits.data(), static_cast<int>(bits.size())) != 1)
    throw std::runtime_error("the operating system has no random bytes to give");
  return bits;
}

void Tokens::replace(const std::vector<ports::TokenRow>& rows) {
  const auto before = std::exchange(entries_, {});
  for (const auto& [front, entry] : before) entry.principal->valid = false;
  for (const ports::TokenRow& row : rows) {
    const auto hash = from_hex(row.hash);
    const auto known = role(row.role);
    if (row.revoked_at || !hash || !known) continue;
    const auto [begin, end] = before.equal_range(front_of(*hash));
    const auto same =
        std::find_if(begin, end, [&hash](const auto& entry) { return entry.second.hash == *hash; });
    auto principal = same == end ? std::make_shared<Principal>() : same->second.principal;
    *principal = Principal{*known, row.name, core::Actor::token(row.name), row.groups, row.sources};
    entries_.emplace(front_of(*hash), Entry{*hash, std::move(principal)});
  }
}

boost::asio::awaitable<void> Tokens::refresh(ports::Store& store) {
  const std::uint64_t turn = ++refreshes_;
  auto rows = [](ports::Queries& queries) { return queries.tokens(); };
  const std::vector<ports::TokenRow> found = co_await store.read(rows);
  if (turn < refreshed_) co_return;  // a later one has seen more, and was faster
  refreshed_ = turn;
  replace(found);
}

std::shared_ptr<const Principal> Tokens::find(std::string_view authorization) const {
  constexpr std::string_view kScheme = "Bearer ";
  if (authorization.size() <= kScheme.size() ||
      !same_name(authorization.substr(0, kScheme.size()), kScheme))
    return nullptr;
  const auto bits = token_bits(authorization.substr(kScheme.size()));
  if (!bits) return nullptr;
  const TokenHash hash = hash_of(*bits);
  const auto [begin, end] = entries_.equal_range(front_of(hash));
  for (auto entry = begin; entry != end; ++entry)
    if (CRYPTO_memcmp(entry->second.hash.data(), hash.data(), hash.size()) == 0)
      return entry->second.principal;
  return nullptr;
}

MadeToken new_token(core::Time now, std::string name, Role role, std::vector<std::string> groups,
                    std::vector<std::string> sources, core::Actor created_by) {
  const TokenBits bits = random_bits();
  MadeToken made;
  made.text = token_text(bits);
  made.row.name = std::move(name);
  made.row.role = std::string(to_text(role));
  made.row.hash = hex(hash_of(bits));
  made.row.created_at = now;
  made.row.groups = std::move(groups);
  made.row.sources = std::move(sources);
  made.row.created_by = std::move(created_by);
  return made;
}

boost::asio::awaitable<core::Result<MadeToken>> keep_token(ports::Store& store, MadeToken made) {
  auto put = [&made](ports::Tx& tx) {
    for (const ports::TokenRow& row : tx.tokens())
      if (!row.revoked_at && row.name == made.row.name) return false;
    made.row.id = tx.new_token_id();
    tx.put_token(made.row);
    return true;
  };
  const bool kept = co_await store.transact(put);
  if (!kept) {
    co_return core::Error{core::Errc::conflict, "a token named \"" + made.row.name + "\" is in use",
                          "/name", "choose another name, or revoke that one"};
  }
  co_return made;
}

}  // namespace baton::http
