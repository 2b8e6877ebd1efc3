#pragma once

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace baton::http {

// The address by which a client is counted. Of an IPv6 address only the network counts, which is
// its first 64 bits, since a client may use any address within it; an IPv4 address that is mapped
// into IPv6 is an IPv4 address.
inline boost::asio::ip::address counted_address(const boost::asio::ip::address& client) {
  if (!client.is_v6()) return client;
  const auto v6 = client.to_v6();
  if (v6.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6);
  auto bytes = v6.to_bytes();
  if (!v6.is_loopback()) std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return boost::asio::ip::address_v6(bytes);
}

}  // namespace baton::http
