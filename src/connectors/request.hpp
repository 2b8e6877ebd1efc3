#pragma once

#include "connectors/connection.hpp"

#include <string>

namespace baton::connectors {

// A request ready to be sent, but for the fields of Connection::header_lines and the proof.
struct Rendered {
  formats::Origin origin{};
  HttpRequest request{};
};

// Renders a request. What came from outside can only fill the place it is meant for: a path
// segment, a query value, a field's value, a JSON value. `key_header`: gets the idempotency key
// `key`. Errors: invalid, with what was wrong and where.
core::Result<Rendered> render_request(const RequestSpec& spec, const Connection& connection,
                                      const formats::Url* base, const ingress::Values& names,
                                      std::string_view key_header, std::string_view key);

// Path and query of a URL, as a request names them.
std::string target_of(const formats::Url& url);

// The target that a link of an answer names, a URL or an absolute path, if it is below the base
// URL.
core::Result<std::string> target_below(std::string_view link, const formats::Url& base);

}  // namespace baton::connectors
