#pragma once

#include "baton/formats/egress.hpp"
#include "http/server/message.hpp"

#include <string>
#include <string_view>
#include <vector>

// What proxies in front of the server say of their clients. Only trusted proxies are believed. Any
// thread.
namespace baton::http {

// The networks from which proxies are believed (the setting http.trusted_proxies).
using TrustedProxies = std::vector<formats::Network>;

// True if a connection from this address is one of a trusted proxy.
bool is_trusted(const TrustedProxies& trusted, std::string_view peer);

// The address of the client of a request that came over a connection from `peer`. When that is a
// trusted proxy, X-Forwarded-For is read from its end: the last address that is no trusted proxy is
// the client. What stands before it was written by the client itself.
std::string client_of(const TrustedProxies& trusted, std::string_view peer, const Request& request);

// The counted_address() of an address as text; any other text as it is.
std::string counted_client(std::string_view text);

// The certificate that the client has proved to a trusted proxy, in DER: the header field
// Client-Cert (RFC 9440), a byte sequence of RFC 8941. Empty when there is none, it is malformed or
// stands twice, or `peer` is no trusted proxy. A trusted proxy removes the field from what its
// clients send (RFC 9440 section 2.1).
std::string client_certificate(const TrustedProxies& trusted, std::string_view peer,
                               const Request& request);

}  // namespace baton::http
