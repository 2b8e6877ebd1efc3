#pragma once

#include "baton/formats/url.hpp"

#include <string>
#include <string_view>

// The part of a URL that names a server (RFC 3986, section 3.2).
namespace baton::connectors {

// The host and the port of a server, "files.example.com:22".
inline std::string authority_of(const formats::Origin& origin) {
  return formats::bracketed_host(origin.host) + ":" + std::to_string(origin.port);
}

// Whether a port stands behind the host, which may be an IPv6 address in brackets.
inline bool names_port(std::string_view authority) {
  const auto bracket = authority.find(']');
  return authority.find(':', bracket == std::string_view::npos ? 0 : bracket) !=
         std::string_view::npos;
}

}  // namespace baton::connectors
