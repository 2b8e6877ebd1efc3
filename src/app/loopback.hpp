#pragma once

#include <string>

namespace baton::app {

// True for "localhost" and for an address of this machine alone. A name that only looks like such
// an address is none.
bool is_loopback(const std::string& host);

}  // namespace baton::app
