#pragma once

#include "http/api/services.hpp"

#include <boost/asio/awaitable.hpp>

namespace baton::http {

// Reads the secrets that handshakes of vendors brought earlier, so that their webhooks can be
// checked. One that was sealed under another key is logged and left out.
boost::asio::awaitable<void> load_learned(Services& services);

}  // namespace baton::http
