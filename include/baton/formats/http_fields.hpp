#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Header fields of HTTP (RFC 9110 section 5). Pure; any thread.
namespace baton::formats {

// Names and values of header fields, in the order in which they came.
using Headers = std::vector<std::pair<std::string, std::string>>;

// The value of the first field of that name, whatever its case; nullptr if there is none.
const std::string* find_header(const Headers& headers, std::string_view name);

// True for a text that may be the name of a field: a token (RFC 9110 section 5.6.2).
bool is_field_name(std::string_view name);

// True for the fields of a request to a vendor that only Baton may write, because they frame the
// message, say who asks or prove it, or name the trace: "Content-Length", "Host", "Authorization",
// … Case does not count, and "_" counts as "-", because some servers read it so.
bool is_own_field(std::string_view name);

}  // namespace baton::formats
