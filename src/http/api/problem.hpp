#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/result.hpp"
#include "http/server/message.hpp"

#include <string>
#include <string_view>
#include <vector>

// Errors as RFC 9457 problem+json: type "urn:baton:problem:<code>", title, status, detail, code,
// errors[].
namespace baton::http {

// The answer to a request that is refused. `code`: a literal.
Response problem(int status, std::string_view code, std::string_view detail);
Response problem(const core::Error& error);
// Several mistakes of one request, at least one: the first says what kind of refusal it is, all are
// in `errors`.
Response problem(const std::vector<core::Error>& mistakes);
// 422: a text with findings, all of them in `errors`.
Response problem(std::string_view detail, const core::Findings& findings);

}  // namespace baton::http
