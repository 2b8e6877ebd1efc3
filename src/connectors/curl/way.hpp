#pragma once

#include "baton/formats/egress.hpp"
#include "baton/formats/url.hpp"

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace baton::connectors {

// The way of a conversation by libcurl to its server, and how long it may take.
struct CurlWay {
  // Host and port. With `tls` the connection is encrypted from its first byte on.
  formats::Origin origin{};
  // False: the connection is not encrypted at all, which is for a server in one's own network.
  bool encrypted = true;
  // The addresses to which connections may go.
  formats::Egress egress{};
  // A file of certificate authorities that are trusted instead of the system's; empty: the
  // system's.
  std::string ca_file{};
  // The port on which this process listens: nothing goes there.
  std::uint16_t own_port = 0;
  // The addresses of the host; empty: the name is looked up.
  std::vector<boost::asio::ip::address> addresses{};
  // The time within which the connection has to be there.
  std::chrono::milliseconds connect_timeout{5'000};
  // The time within which all has to be done, from when it is asked for.
  std::chrono::milliseconds timeout{30'000};
};

}  // namespace baton::connectors
