#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <string_view>

namespace baton::formats {

// Reads XML that holds data as JSON. An element with children becomes an object with a member for
// each of their local names; children of the same name become a list. An element without children
// becomes its text. xsi:nil becomes null, and the local part of xsi:type the member "@type", beside
// which the text of an element without children is the member "@text". Other attributes, comments
// and processing instructions are left out.
// Errc::invalid for a text that is not UTF-8 or not well-formed, for characters that XML 1.0 does
// not have, also by reference, such as &#1;, for a document type declaration, and for entities
// beyond the five of XML itself, so that nothing is ever expanded or fetched. The message says at
// which byte.
// Errc::unsupported if another encoding is declared, Errc::too_large for more than kJsonDepthMax
// levels. Pure; any thread.
core::Result<core::Json> parse_xml(std::string_view text);

}  // namespace baton::formats
