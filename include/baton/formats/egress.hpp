#pragma once

#include "baton/core/result.hpp"

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Which addresses a connection may go to. Pure.
namespace baton::formats {

// True for an address that the public internet routes to one host: not loopback, private, shared
// (100.64/10), link-local (cloud metadata among them), multicast, reserved, documentation,
// benchmark, unique-local, or an IPv4 address of those kinds inside an IPv6 one (mapped,
// compatible, NAT64, 6to4, Teredo). IANA special-purpose registries, RFC 6890.
bool is_public(const boost::asio::ip::address& address);

// Where clouds hand out credentials to whoever asks, and the rest of the link-local addresses:
// never allowed, whatever is listed.
bool is_metadata(const boost::asio::ip::address& address);

// The IPv4 address that this one is, or carries: mapped, compatible, NAT64, 6to4, Teredo.
std::optional<std::uint32_t> inner_v4(const boost::asio::ip::address& address);

// 10.20.0.0/16, fd12::/32, or one address.
struct Network {
  boost::asio::ip::address first{};
  int bits = 0;
  bool holds(const boost::asio::ip::address& address) const;
};
core::Result<Network> parse_network(std::string_view text);

// What an operator allows beyond public addresses over TLS.
struct Egress {
  bool any_private = false;         // loopback, private, shared and unique-local addresses
  std::vector<Network> networks{};  // these

  bool empty() const { return !any_private && networks.empty(); }
  // Listed, so that plain http may be spoken as well.
  bool lists(const boost::asio::ip::address& address) const;
  // What stands against going there; empty: nothing.
  std::string objection(const boost::asio::ip::address& address, bool tls) const;
  std::string text() const;  // the same for equal ones
};

}  // namespace baton::formats
