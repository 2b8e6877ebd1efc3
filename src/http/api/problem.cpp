#include "http/api/problem.hpp"

#include "baton/core/json.hpp"
#include "baton/core/text.hpp"

#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace baton::http {
namespace {

// How long a message may be. It says first what was expected, and may then quote what came, which
// may be a megabyte.
constexpr std::size_t kDetailBytesMax = 1'000;

core::Json problem_body(int status, std::string_view code, std::string_view detail) {
  std::string type = "urn:baton:problem:";
  type += code;
  return {{"type", std::move(type)},
          {"title", reason_phrase(status)},
          {"status", status},
          {"detail", core::shortened(detail, kDetailBytesMax)},
          {"code", code}};
}

// What Retry-After says where it is not known when the request could succeed.
constexpr std::chrono::seconds kRetryAfterUsual{2};

Response refusal(int status, std::string_view code, const core::Json& body,
                 std::chrono::seconds retry_after = kRetryAfterUsual) {
  Response response;
  response.refused = code;
  response.status = status;
  response.content_type = kProblemType;
  response.body = core::dump(body);
  if (status == 401) response.add("WWW-Authenticate", "Bearer realm=\"baton\"");
  if (status == 429 || status == 503)
    response.add("Retry-After", std::to_string(retry_after.count()));
  return response;
}

// Reads "line 3, column 14", which is how core::parse_json() says where a mistake is.
std::optional<std::pair<int, int>> line_and_column(std::string_view where) {
  constexpr std::string_view kLine = "line ";
  constexpr std::string_view kColumn = ", column ";
  if (!where.starts_with(kLine)) return std::nullopt;
  where.remove_prefix(kLine.size());
  int line = 0;
  const auto after_line = std::from_chars(where.data(), where.data() + where.size(), line);
  where.remove_prefix(static_cast<std::size_t>(after_line.ptr - where.data()));
  if (!where.starts_with(kColumn)) return std::nullopt;
  where.remove_prefix(kColumn.size());
  int column = 0;
  const auto after_column = std::from_chars(where.data(), where.data() + where.size(), column);
  if (after_column.ec != std::errc{}) return std::nullopt;
  return std::pair(line, column);
}

// A mistake as a member of `errors`, with its place: line and column, a JSON pointer, or in words.
core::Json placed(const core::Error& error) {
  core::Json one{{"message", core::shortened(error.message, kDetailBytesMax)}};
  if (!error.hint.empty()) one["hint"] = error.hint;
  if (const auto at = line_and_column(error.where)) {
    one["line"] = at->first;
    one["column"] = at->second;
  } else {
    one[error.where.starts_with('/') ? "pointer" : "where"] = error.where;
  }
  return one;
}

}  // namespace

Response problem(int status, std::string_view code, std::string_view detail) {
  return refusal(status, code, problem_body(status, code, detail));
}

Response problem(const core::Error& error) { return problem(std::vector<core::Error>{error}); }

Response problem(const std::vector<core::Error>& mistakes) {
  const core::Error& error = mistakes.front();
  const int status = core::http_status(error.code);
  core::Json body =
      problem_body(status, core::name(error.code),
                   error.hint.empty() ? error.message : error.message + "; " + error.hint);
  if (!error.hint.empty()) body["hint"] = error.hint;
  if (!error.role.empty()) body["role"] = error.role;
  if (!error.group.empty()) body["group"] = error.group;
  for (const core::Error& each : mistakes)
    if (!each.where.empty()) body["errors"].push_back(placed(each));
  const bool known = error.retry_after > std::chrono::seconds::zero();
  return refusal(status, core::name(error.code), body,
                 known ? error.retry_after : kRetryAfterUsual);
}

Response problem(std::string_view detail, const core::Findings& findings) {
  core::Json body = problem_body(422, "invalid", detail);
  body["errors"] = core::to_json(findings);
  return refusal(422, "invalid", body);
}

core::Error too_often(std::string what, core::Duration wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
  core::Error error{core::Errc::limited,
                    std::move(what),
                    {},
                    "try again in " + std::to_string(seconds.count()) + " s"};
  error.retry_after = seconds;
  return error;
}

bool is_problem(const Response& response) { return response.content_type == kProblemType; }

// Under overload most answers are refusals, so the body is not read and written again: it is an
// object with members, and ends with its brace.
void add_trace_id(Response& response, std::string_view id) {
  core::ensure(response.body.ends_with('}'), "a refusal is a JSON object");
  response.body.pop_back();
  response.body.append(",\"trace_id\":\"").append(id).append("\"}");
}

}  // namespace baton::http
