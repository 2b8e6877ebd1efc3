#pragma once

#include "baton/identity/session.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>

namespace baton::app {

// When nobody is an admin, by a token or as a user, or `one_more` is wanted, makes one, named
// "admin", hands its text to `keep`, and then makes it valid: a crash in between leaves a text that
// opens nothing, never a token that nobody knows. Called before the server is ready, while nobody
// else makes tokens.
boost::asio::awaitable<void> ensure_admin_token(ports::Store& store, const ports::Clock& clock,
                                                bool one_more,
                                                std::function<void(const std::string&)> keep);

// While no user is an admin, makes a code by which the first one chooses a name and a password;
// nothing when there is one.
boost::asio::awaitable<std::optional<identity::MadeCode>> first_sign_in(ports::Store& store,
                                                                        const ports::Clock& clock);

}  // namespace baton::app
