#pragma once

#include "baton/core/result.hpp"
#include "baton/core/secret.hpp"
#include "baton/formats/url.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::formats {

// An HTTP proxy through which requests over TLS leave a company's network. It opens a tunnel to the
// vendor when asked with CONNECT (RFC 9110 section 9.3.6), and sees nothing of what goes through
// it. Immutable once it is read; any thread may use it.
struct Proxy {
  // Where the proxy listens; it is asked in plain http.
  Origin origin{};
  // The value of the header field Proxy-Authorization; empty if it asks for nothing.
  core::Secret authorization{};
  // The hosts that are reached without it: a name stands for itself and for all names below it, and
  // "*" for every host. It is what the variable NO_PROXY holds.
  std::vector<std::string> except{};

  // True if requests to this host go through the proxy.
  bool serves(std::string_view host) const;
};

// Reads "http://proxy.example.com:3128", which may hold a user and a password, percent-encoded,
// before an "@". `except`: names with commas between them; ports and leading dots are left out.
// Errc::invalid names what is wrong, and says nothing of the password.
core::Result<Proxy> parse_proxy(std::string_view url, std::string_view except);

}  // namespace baton::formats
