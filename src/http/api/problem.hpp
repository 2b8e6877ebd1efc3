#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "http/server/message.hpp"

#include <string>
#include <string_view>
#include <vector>

// Refusals as problem+json (RFC 9457), with the members type ("urn:baton:problem:<code>"), title,
// status, detail, code, hint where it is known what helps, and errors where single mistakes are
// known. The detail ends with the hint. Of a 403 also the role, or the group, that may. Each has a
// trace_id when it is sent.
namespace baton::http {

inline constexpr std::string_view kProblemType = "application/problem+json";

// A refusal with a status and a code of its own. `code` must be a literal, since it is kept for the
// metrics.
Response problem(int status, std::string_view code, std::string_view detail);
// The refusal for an error, with the status that core::http_status() gives. Retry-After of a 429
// and a 503 is Error::retry_after, and 2 s where that is zero.
Response problem(const core::Error& error);
// The refusal for the mistakes of one request, of which there is at least one. The first decides
// the status and the code; all that have a place in the request are listed in `errors`.
Response problem(const std::vector<core::Error>& mistakes);
// The refusal of a text with findings, all of which are listed in `errors`. Status 422.
Response problem(std::string_view detail, const core::Findings& findings);

// The error of somebody who does a thing too often: Errc::limited. `what` says what is too many,
// "too many tries to sign in". `wait`: how long it is until the next one may come, which the hint
// and Retry-After tell in seconds.
core::Error too_often(std::string what, core::Duration wait);

// Whether the answer is a refusal as problem+json, of a webhook too.
bool is_problem(const Response& response);
// Gives such an answer the member trace_id. It is to be called once for each.
void add_trace_id(Response& response, std::string_view id);

}  // namespace baton::http
