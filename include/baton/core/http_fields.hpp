#pragma once

#include <string_view>

namespace baton::core {

// Whether a header field of a request to a vendor is for Baton alone to write: it frames the
// message, says who asks or proves it. Case does not count, and "_" stands for "-", as some servers
// read it.
bool is_own_field(std::string_view name);

}  // namespace baton::core
