#include "http/problem.hpp"

#include <charconv>
#include <optional>
#include <utility>

namespace baton::http {
namespace {

constexpr std::string_view kProblem = "application/problem+json";

core::Json problem_body(int status, std::string_view code, std::string_view detail) {
  std::string type = "urn:baton:problem:";
  type += code;
  return {{"type", std::move(type)}, {"title", reason_phrase(status)}, {"status", status}, {"detail", detail}, {"code", code}};
}

void put(Response& response, int status, std::string_view code, const core::Json& body) {
  response.clear();
  response.refused = code;
  response.status = status;
  response.content_type = kProblem;
  response.body = core::dump(body);
  if (status == 401) response.add("WWW-Authenticate", "Bearer realm=\"baton\"");
  if (status == 429 || status == 503) response.add("Retry-After", "2");
}

// "line 3, column 14", as core::parse_json says where.
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

}  // namespace

int status_of(core::Errc code) {
  switch (code) {
    case core::Errc::invalid: return 400;
    case core::Errc::not_found: return 404;
    case core::Errc::already_exists:
    case core::Errc::conflict: return 409;
    case core::Errc::unauthenticated: return 401;
    case core::Errc::denied: return 403;
    case core::Errc::too_large: return 413;
    case core::Errc::unsupported: return 415;
    case core::Errc::limited: return 429;
    case core::Errc::unavailable: return 503;
    case core::Errc::timeout: return 504;
    case core::Errc::internal: return 500;
  }
  return 500;
}

void problem(Response& response, int status, std::string_view code, std::string_view detail) {
  put(response, status, code, problem_body(status, code, detail));
}

void problem(Response& response, const core::Error& error) {
  const int status = status_of(error.code);
  core::Json body =
      problem_body(status, core::name(error.code), error.hint.empty() ? error.message : error.message + "; " + error.hint);
  if (!error.where.empty()) {
    core::Json one{{"message", error.message}};
    if (!error.hint.empty()) one["hint"] = error.hint;
    if (const auto at = line_and_column(error.where)) {
      one["line"] = at->first;
      one["column"] = at->second;
    } else {
      one[error.where.starts_with('/') ? "pointer" : "where"] = error.where;
    }
    body["errors"] = core::Json::array({std::move(one)});
  }
  put(response, status, core::name(error.code), body);
}

void problem(Response& response, std::string_view detail, const core::Findings& findings) {
  core::Json body = problem_body(422, "invalid", detail);
  body["errors"] = to_json(findings);
  put(response, 422, "invalid", body);
}

core::Json to_json(const core::Finding& finding) {
  core::Json json{{"severity", finding.severity == core::Finding::Severity::error ? "error" : "warning"},
                  {"rule", finding.rule},
                  {"message", finding.message}};
  if (!finding.hint.empty()) json["hint"] = finding.hint;
  if (finding.at.line != 0) json["line"] = finding.at.line;
  if (finding.at.column != 0) json["column"] = finding.at.column;
  if (!finding.pointer.empty()) json["pointer"] = finding.pointer;
  return json;
}

core::Json to_json(const core::Findings& findings) {
  core::Json list = core::Json::array();
  for (const core::Finding& finding : findings) list.push_back(to_json(finding));
  return list;
}

void reply(Response& response, int status, const core::Json& body) {
  response.status = status;
  response.content_type = "application/json";
  response.body = core::dump(body);
}

}  // namespace baton::http
