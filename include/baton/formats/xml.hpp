#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <string_view>

namespace baton::formats {

// XML as JSON, for payloads that are data: an element with children is an object by local name,
// repeated names become a list, an element without children is its text, xsi:nil is null,
// xsi:type's local part is the member "@type"; other attributes, comments and processing
// instructions are left out. UTF-8 only. A document type declaration is refused, and so are all
// entities beyond the five of XML itself: nothing here is ever expanded or fetched.
core::Result<core::Json> parse_xml(std::string_view text);

}  // namespace baton::formats
