#pragma once

#include "baton/connectors/http_client.hpp"

#include <cstddef>
#include <string>
#include <string_view>

// Bodies that came packed by gzip (RFC 1952). Pure; any thread.
namespace baton::connectors {

// The bytes that were packed, which are at most `bytes_max`. Errors: too_large, before more than
// `bytes_max` bytes are in memory, however small the packed bytes are; invalid, when they are not
// gzip, are cut off, or are followed by something else.
core::Result<std::string> inflate_gzip(std::string_view packed, std::size_t bytes_max);

// Unpacks the body of an answer whose Content-Encoding is gzip alone, and takes that field out. A
// body that cannot be unpacked stays as it is, and HttpResponse::not_unpacked says why: what the
// status says of the request is known all the same. An answer with another coding, and one without
// a body, stays as it is too.
void unpack(HttpResponse& response, std::size_t bytes_max);

}  // namespace baton::connectors
