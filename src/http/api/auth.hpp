#pragma once

#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/store.hpp"
#include "http/server/exchange.hpp"

#include <array>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Bearer tokens: "bt_" and 256 random bits as 43 base64url characters. Only their SHA-256 is kept.
namespace baton::http {

std::optional<Role> role(std::string_view text);
std::string_view to_text(Role role);

// What a route asks of whoever calls it. There is no default: a route that does not say does not
// compile.
class Needs {
 public:
  enum Kind {
    nothing,  // health; webhooks, which prove themselves by their signature
    send,     // sender, operator, admin
    read,     // viewer, operator, admin
    operate,  // operator, admin
    admin,
  };
  constexpr Needs(Kind kind)
      : kind_(kind) {}  // NOLINT: implicit, so that the table reads as a table
  constexpr Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

// The one table of who may do what.
bool may(Role role, Needs needs);
// "operator or admin", for those who may not.
std::string roles_that_may(Needs needs);

using TokenBits = std::array<unsigned char, 32>;
using TokenHash = std::array<unsigned char, 32>;

// 43 base64url characters after "bt_"; nullopt when the text is not exactly that.
std::optional<TokenBits> token_bits(std::string_view token);
std::string token_text(const TokenBits& bits);
TokenHash hash_of(const TokenBits& bits);
std::string hex(const TokenHash& hash);
// From the operating system's generator. Throws when it has none to give.
TokenBits random_bits();

// The tokens that are valid, in memory. One thread.
class Tokens {
 public:
  // Whose token is not among them any more is told so: Principal::valid.
  void replace(const std::vector<ports::TokenRow>& rows);
  // Reads them anew from the store. `this` is borrowed until it has resumed.
  boost::asio::awaitable<void> refresh(ports::Store& store);
  // Who an Authorization field speaks for; nullptr: nobody. Compared in constant time.
  std::shared_ptr<const Principal> find(std::string_view authorization) const;

 private:
  struct Entry {
    TokenHash hash;
    std::shared_ptr<Principal> principal;
  };
  // By the first bytes of the hash, which tell an attacker nothing about a token.
  std::multimap<std::uint64_t, Entry> entries_;
  std::uint64_t refreshes_ = 0;  // begun
  std::uint64_t refreshed_ = 0;  // the last that was taken
};

struct MadeToken {
  ports::TokenRow row{};
  std::string text{};  // nowhere else
};
// A fresh token; valid once it is kept.
MadeToken new_token(core::Time now, std::string name, Role role, std::vector<std::string> groups,
                    std::vector<std::string> sources = {},
                    core::Actor created_by = core::Actor::server());
// Durable once it resumes, with its id. Errc::conflict when a valid token has the name: the journal
// knows people and tools by it.
boost::asio::awaitable<core::Result<MadeToken>> keep_token(ports::Store& store, MadeToken made);

}  // namespace baton::http
