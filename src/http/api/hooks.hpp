#pragma once

#include "http/api/services.hpp"

#include <boost/asio/awaitable.hpp>

namespace baton::http {

// Reads the secrets that handshakes of vendors brought before the last start.
boost::asio::awaitable<void> load_learned(Services& services);

}  // namespace baton::http
