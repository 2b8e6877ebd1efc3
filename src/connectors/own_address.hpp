#pragma once

#include <boost/asio/ip/address.hpp>

namespace baton::connectors {

// True for an address of this machine, which is asked for those of its network cards.
bool is_own(const boost::asio::ip::address& address);

}  // namespace baton::connectors
