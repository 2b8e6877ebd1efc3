#pragma once

#include <boost/asio/ip/address.hpp>

namespace baton::connectors {

// True for an address of this machine: a loopback address or one of its network interfaces. Any
// thread.
bool is_own(const boost::asio::ip::address& address);

}  // namespace baton::connectors
