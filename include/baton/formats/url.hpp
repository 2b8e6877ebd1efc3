#pragma once

#include "baton/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// URLs that Baton sends requests to, and the parts of request targets. Pure; any thread.
namespace baton::formats {

// A host as it stands in a URL: an IPv6 address in brackets (RFC 3986 section 3.2.2).
std::string bracketed_host(const std::string& host);

// Scheme, host and port (RFC 6454): HTTP connections are kept open by it.
struct Origin {
  // https if true, http if false.
  bool tls = true;
  // In lower case; an IPv6 address without its brackets.
  std::string host{};
  // 1 to 65535.
  std::uint16_t port = 443;
  bool operator==(const Origin&) const = default;
  // "https://api.example.com:8443"; the port is left out if it is the scheme's own.
  std::string text() const;
};

// An absolute URL of http or https.
struct Url {
  // Where the request goes.
  Origin origin{};
  // "/base"; empty if there is none. It never ends with a slash.
  std::string path{};
  // What follows the '?'; may be empty.
  std::string query{};
};

// Reads an absolute http or https URL of printable ASCII without user name or fragment, 8192 bytes
// at most. A host that is an IPv4 address is taken in its plain form only, because other forms have
// been used to get past lists of forbidden addresses. Errc::invalid names what is wrong.
core::Result<Url> parse_url(std::string_view text);

// The absolute URL that a reference in an answer names, such as that of a Link header (RFC 3986
// section 5.2, RFC 8288 section 3). `origin` and `target` are those of the request, and its
// fragment is left out. It is not checked: what comes may be no URL, or one at another place.
std::string resolve(const Origin& origin, std::string_view target, std::string_view reference);

// The part of a request target before its '?'.
std::string_view path_of(std::string_view target);
// The part of a request target after its '?'; empty if it has none.
std::string_view query_of(std::string_view target);

}  // namespace baton::formats
