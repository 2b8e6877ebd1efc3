#pragma once

#include "baton/core/result.hpp"
#include "http/server/message.hpp"

#include <optional>
#include <string>
#include <string_view>

// Conditional requests (RFC 9110, section 13). The ETag of an answer identifies what it shows. With
// that tag in If-Match a client says what it expects to overwrite. So two people who edit the same
// thing do not overwrite each other's work without noticing.
namespace baton::http {

// What expected_tag() returns when the client expects that there is something, whatever its tag.
inline constexpr std::string_view kSomeTag = "*";

// The value of the field ETag: the tag in quotes.
std::string entity_tag(std::string_view tag);
// The same for a thing whose tag is the number of its version.
std::string entity_tag(int version);

// The tag, without its quotes, of what the client expects to overwrite, from If-Match and
// If-None-Match. Empty when it expects that there is nothing yet (If-None-Match: *), kSomeTag when
// it expects that there is something (If-Match: *), and nullopt when it does not say. `what` is
// named in the error: "a draft". Errc::invalid for a field that cannot be understood.
core::Result<std::optional<std::string>> expected_tag(const Request& request,
                                                      std::string_view what);

// True if the client has what the ETag identifies, by an If-None-Match of a GET: the tag is in its
// list, also as W/"…", which proxies that compress make of it, or the list is "*".
bool has_already(const Request& request, std::string_view etag);

// The error of an If-Match that is no ETag of `what`.
core::Error no_tag_of(std::string_view what);

// The refusal when something else stands there than the client expects: status 412, with what the
// error says and its hint.
Response condition_failed(const core::Error& error);

}  // namespace baton::http
