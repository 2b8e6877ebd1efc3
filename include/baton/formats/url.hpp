#pragma once

#include "baton/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace baton::formats {

// Scheme, host and port: what a connection is kept open to.
struct Origin {
  bool tls = true;
  std::string host{};  // lower case; an IPv6 literal without brackets
  std::uint16_t port = 443;
  bool operator==(const Origin&) const = default;
  // "https://api.example.com:8443"; the port only when it is not the default.
  std::string text() const;
};

struct Url {
  Origin origin{};
  std::string path{};   // "/base", "" when there is none, never with a trailing slash
  std::string query{};  // without '?'
};

// An absolute http or https URL without user name or fragment, of printable ASCII. A host that is
// an address is taken in its plain form only, because other forms have been used to get past lists
// of forbidden addresses. Errors name what is wrong.
core::Result<Url> parse_url(std::string_view text);

// The parts of a request target.
std::string_view path_of(std::string_view target);
std::string_view query_of(std::string_view target);  // without '?'

}  // namespace baton::formats
