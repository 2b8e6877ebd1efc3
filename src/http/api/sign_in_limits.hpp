#pragma once

#include "baton/identity/rate_limiter.hpp"
#include "http/api/proxies.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

namespace baton::http {

// How often a sign-in may be tried: by user from one address, so that a password is not found by
// trying; by user from all addresses, more loosely, so that many of them do not find it either, and
// one of them does not keep the user out; and by address, so that one address does not try every
// user. Addresses of IPv6 count by their network.
// Sign-ins that succeed are limited by person, since each is a row of the audit, which is never
// deleted. One thread. Times are steady.
class SignInLimits {
 public:
  // How long a person who tries to sign in has to wait; zero when they may try now. `user` may be
  // empty.
  core::Duration wait(std::string_view user, std::string_view address, core::Time now) const {
    return std::max({users_.wait(user, now), users_from_.wait(from(user, address), now),
                     addresses_.wait(counted_client(address), now)});
  }
  // Counts a try. `user` may be empty: then it counts for the address only.
  void count(std::string_view user, std::string_view address, core::Time now) {
    if (!user.empty()) {
      users_.count(user, now);
      users_from_.count(from(user, address), now);
    }
    addresses_.count(counted_client(address), now);
  }
  // Takes the try back, because it succeeded.
  void forgive(std::string_view user, std::string_view address) {
    users_.forgive(user);
    users_from_.forgive(from(user, address));
    addresses_.forgive(counted_client(address));
  }

  // How long a person who has proved who they are has to wait for a session; zero when they get one
  // now. `person`: Actor::text().
  core::Duration wait_for_session(std::string_view person, core::Time now) const {
    return sessions_.wait(person, now);
  }
  // Counts a session that is about to begin.
  void count_session(std::string_view person, core::Time now) { sessions_.count(person, now); }

 private:
  // A user at an address, as one key. No address has a space.
  static std::string from(std::string_view user, std::string_view address) {
    return std::string(counted_client(address)) + ' ' + std::string(user);
  }

  identity::RateLimiter users_{{50, std::chrono::seconds(10), 10'000}};
  identity::RateLimiter users_from_{{5, std::chrono::seconds(30), 10'000}};
  identity::RateLimiter addresses_{{20, std::chrono::seconds(6), 10'000}};
  // A person signs in a few times a day, and a program that does it for a test some hundred times.
  identity::RateLimiter sessions_{{600, std::chrono::seconds(10), 10'000}};
};

}  // namespace baton::http
