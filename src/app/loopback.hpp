#pragma once

#include <string>

namespace baton::app {

// True for "localhost" and for a loopback address (127.0.0.0/8, ::1). A name that only looks like
// one, such as "127.0.0.1.example.com", is none.
bool is_loopback(const std::string& host);

}  // namespace baton::app
