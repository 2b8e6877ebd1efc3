#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::formats {

using Headers = std::vector<std::pair<std::string, std::string>>;

// The first field of that name, whatever its case; nullptr when there is none.
const std::string* find_header(const Headers& headers, std::string_view name);

// Whether a header field of a request to a vendor is for Baton alone to write: it frames the
// message, says who asks or proves it. Case does not count, and "_" stands for "-", as some servers
// read it.
bool is_own_field(std::string_view name);

}  // namespace baton::formats
