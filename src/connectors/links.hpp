#pragma once

#include "baton/core/json.hpp"

#include <string_view>

// The header field Link (RFC 8288). Pure; any thread.
namespace baton::connectors {

// The references of the links, by the words of their `rel` in lower case: {"next":
// "/things?page=2"}. They may be relative to the request. Of several links with the same word the
// first counts.
core::Json links_of(std::string_view field);

}  // namespace baton::connectors
