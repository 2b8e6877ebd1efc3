#pragma once

#include <string_view>

namespace baton::http {

// True for a host with an optional port (RFC 3986 section 3.2.2). The host is a name, which may be
// empty, an IPv4 address, or an IPv6 address in brackets. Anything else behind the host, and forms
// of addresses that nobody uses, are refused: they serve only to make two servers read a request
// differently.
bool is_authority(std::string_view text);

}  // namespace baton::http
