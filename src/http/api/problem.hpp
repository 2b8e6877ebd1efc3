#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "http/server/message.hpp"

#include <string>
#include <string_view>
#include <vector>

// Errors as RFC 9457 problem+json: type "urn:baton:problem:<code>", title, status, detail, code,
// errors[].
namespace baton::http {

// Makes `response` the answer to a request that was refused. What the response said before is
// dropped. `code`: a literal.
void problem(Response& response, int status, std::string_view code, std::string_view detail);
void problem(Response& response, const core::Error& error);
// Several mistakes of one request, at least one: the first says what kind of refusal it is, all are
// in `errors`.
void problem(Response& response, const std::vector<core::Error>& mistakes);
// 422: a text with findings, all of them in `errors`.
void problem(Response& response, std::string_view detail, const core::Findings& findings);

// The answer is JSON.
void reply(Response& response, int status, const core::Json& body);
// The same with JSON that is text already; 200.
void reply_text(Response& response, std::string body);

}  // namespace baton::http
