#pragma once

#include "connectors/connection.hpp"

#include <string>
#include <string_view>

namespace baton::connectors {

// A request that is ready to be sent, except for Connection::header_lines and the proof.
struct ReadyRequest {
  // Where it goes.
  formats::Origin origin{};
  // What is sent.
  HttpRequest request{};
};

// Evaluates the expressions of a request. A value from outside can only fill the place that is
// meant for it: one segment of the path, one value of the query, one value of a header field or one
// JSON value. `base` is the base URL, or null if there is none. The header field `key_header`,
// unless it is empty, gets the idempotency key `key`. Errors: unavailable if the connection lacks a
// base URL, invalid for everything else, with what was wrong and where. Any thread.
core::Result<ReadyRequest> render_request(const RequestSpec& spec, const Connection& connection,
                                          const formats::Url* base, const ingress::Values& names,
                                          std::string_view key_header, std::string_view key);

// The target of a request for a URL: its path, without a slash at its end, and its query.
std::string target_of(const formats::Url& url);

// Adds members, "name=value" each with & between them, to the query of a target.
void append_query(std::string& target, std::string_view members);

// Sets the member "name=value" of the query of a target, in place of all members of that name, in
// upper or lower case.
void set_in_query(std::string& target, std::string_view member);

// The target of a link in an answer, which is an absolute URL. It must be below the base URL;
// everything else is Errc::invalid.
core::Result<std::string> target_below(std::string_view link, const formats::Url& base);

}  // namespace baton::connectors
