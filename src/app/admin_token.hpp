#pragma once

#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

namespace baton::app {

// When no valid admin token is there, or `one_more` is wanted, makes one, named "admin", hands its
// text to `keep`, and then makes it valid: a crash in between leaves a text that opens nothing,
// never a token that nobody knows. Called before the server is ready, while nobody else makes
// tokens.
boost::asio::awaitable<void> ensure_admin_token(ports::Store& store, const ports::Clock& clock,
                                                bool one_more,
                                                std::function<void(const std::string&)> keep);

}  // namespace baton::app
