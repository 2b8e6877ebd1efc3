#pragma once

#include <string_view>

namespace baton::http {

// uri-host [":" port], RFC 3986 section 3.2.2: a name, which may be empty, an IPv4 or a bracketed
// IPv6 address. What comes after the host and is no port, and address forms that nobody uses, are
// refused: they only ever served to make two readers disagree.
bool is_authority(std::string_view text);

}  // namespace baton::http
