#pragma once

#include "baton/core/result.hpp"
#include "baton/formats/proxy.hpp"

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Which addresses Baton may connect to. A connection's URL is a setting, and a name may resolve to
// anything: without these rules a request could reach the machine's own services or its cloud's
// credentials. Pure; any thread.
namespace baton::formats {

// True for an address that the public internet routes to one host. False for loopback, private,
// shared (100.64/10), link-local (cloud metadata among them), multicast, reserved, documentation,
// benchmark and unique-local addresses, and for an IPv4 address inside an IPv6 one (compatible,
// NAT64, 6to4, Teredo); a mapped one is judged as the IPv4 address that it is. Source: the IANA
// special-purpose address registries (RFC 6890).
bool is_public(const boost::asio::ip::address& address);

// True for the addresses at which clouds hand out credentials to whoever asks, and for all
// link-local addresses. They are never allowed, whatever an operator lists.
bool is_metadata(const boost::asio::ip::address& address);

// The IPv4 address that an address is or carries (mapped, compatible, NAT64, 6to4, Teredo), as a
// number whose highest byte comes first; nullopt if there is none.
std::optional<std::uint32_t> inner_v4(const boost::asio::ip::address& address);

// A block of addresses: 10.20.0.0/16, fd12::/32, or a single address.
struct Network {
  // An address within it.
  boost::asio::ip::address first{};
  // How many leading bits all its addresses share, 0 to 32 or 0 to 128.
  int bits = 0;
  // True for an address of the same family with the same leading bits. A mapped IPv6 address counts
  // as the IPv4 address that it is.
  bool holds(const boost::asio::ip::address& address) const;
};

// Reads "10.20.0.0/16", "fd12::/32" or an address; Errc::invalid for any other text.
core::Result<Network> parse_network(std::string_view text);

// What an operator allows for a connection beyond public addresses over TLS, and by which way its
// requests go.
struct Egress {
  // All loopback, private, shared and unique-local addresses.
  bool any_private = false;
  // The addresses of these networks.
  std::vector<Network> networks{};
  // The proxy of requests over TLS; nullopt: there is none. It looks up the names of hosts, so of
  // those requests only addresses that stand in a URL can be judged here.
  std::optional<Proxy> proxy{};

  // The proxy for requests to this host; null if they go without one.
  const Proxy* proxy_for(const Origin& origin) const {
    return proxy && origin.tls && proxy->serves(origin.host) ? &*proxy : nullptr;
  }
  // True if nothing beyond public addresses over TLS is allowed.
  bool empty() const { return !any_private && networks.empty(); }
  // True if the address is among those allowed here. Plain http may be spoken with these as well.
  bool lists(const boost::asio::ip::address& address) const;
  // Why a request may not go to the address, for people; empty if it may. `tls`: it is encrypted.
  std::string objection(const boost::asio::ip::address& address, bool tls) const;
  // A text that is the same for equal rules, for comparing and as a key.
  std::string text() const;
};

}  // namespace baton::formats
