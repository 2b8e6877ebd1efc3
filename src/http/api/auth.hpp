#pragma once

#include "baton/core/result.hpp"
#include "baton/identity/principal.hpp"
#include "baton/identity/token.hpp"
#include "baton/ports/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

namespace baton::http {

// The tokens that are valid, in memory. One thread.
class Tokens {
 public:
  // Whose token is not among them any more is told so: Principal::valid.
  void replace(const std::vector<identity::Token>& tokens);
  // Reads them anew from the store. `this` is borrowed until it has resumed.
  boost::asio::awaitable<void> refresh(ports::Store& store);
  // Who an Authorization field speaks for; nullptr: nobody. Compared in constant time.
  std::shared_ptr<const identity::Principal> find(std::string_view authorization) const;

 private:
  struct Entry {
    identity::TokenHash hash;
    std::shared_ptr<identity::Principal> principal;
  };
  // By the first bytes of the hash, which tell an attacker nothing about a token.
  std::multimap<std::uint64_t, Entry> entries_;
  std::uint64_t refreshes_ = 0;  // begun
  std::uint64_t refreshed_ = 0;  // the last that was taken
};

// Durable once it resumes, with its id. Errc::conflict when a valid token has the name.
boost::asio::awaitable<core::Result<identity::MadeToken>> keep_token(ports::Store& store,
                                                                     identity::MadeToken made);

}  // namespace baton::http
