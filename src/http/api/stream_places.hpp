#pragma once

#include "baton/core/result.hpp"
#include "baton/identity/principal.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>

namespace baton::http {

// How many live streams are open: in all, for each token or session, and for each client. Clients
// are told apart by their addresses, as counted_client() says. One thread.
class StreamPlaces {
 public:
  // Whether one more stream may be opened where at most `most` may be open. One token or session
  // may have half of them, and one client nine tenths, so that neither keeps all others out.
  // Errc::limited or Errc::unavailable when it may not.
  core::Result<void> check(const identity::Principal* owner, const std::string& address,
                           std::size_t most) const;
  // Counts a stream that is opened.
  void take(const identity::Principal* owner, const std::string& address);
  // Counts a stream that has ended.
  void give_back(const identity::Principal* owner, const std::string& address);

 private:
  std::size_t open_ = 0;
  std::map<const identity::Principal*, std::size_t> by_owner_{};
  std::map<std::string, std::size_t, std::less<>> by_client_{};
};

}  // namespace baton::http
