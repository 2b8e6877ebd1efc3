#include "connectors/manifest_request.hpp"

#include <algorithm>
#include <array>

namespace baton::connectors {

namespace {

using core::Json;
using Kind = core::ActionResult::Kind;

// What a request may read, and what can be read once there is an answer.
cel::Scope request_scope(bool lookup) {
  auto scope = scope_of({"input", "connection", "context", "key", "attempt"});
  if (lookup) scope.declare("lookup", cel::dyn());
  return scope;
}
cel::Scope answer_scope(bool lookup) {
  auto scope = request_scope(lookup);
  for (const auto* name : {"status", "headers", "body"}) scope.declare(name, cel::dyn());
  return scope;
}

DocumentPtr document(const Members& at, std::string_view key, const cel::Scope& scope) {
  const auto* value = at.find(key);
  return value != nullptr ? compile_document(at.file(), at.pointer(key), *value, scope, at.findings()) : nullptr;
}

// Splits at the slashes outside of `${…}`.
std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  std::string current;
  int depth = 0;
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (path[at] == '$' && at + 1 < path.size() && path[at + 1] == '{' && depth == 0) {
      current += "${";
      ++at;
      depth = 1;
      continue;
    }
    if (depth > 0) depth += path[at] == '{' ? 1 : path[at] == '}' ? -1 : 0;
    if (path[at] == '/' && depth == 0) {
      segments.push_back(std::exchange(current, {}));
      continue;
    }
    current += path[at];
  }
  segments.push_back(std::move(current));
  return segments;
}

RequestSpec read_request(const Members& at, const cel::Scope& scope) {
  at.allow({"method", "path", "target", "url", "query", "headers", "json", "form"});
  RequestSpec spec;
  constexpr std::array<std::string_view, 5> kMethods{"GET", "POST", "PUT", "PATCH", "DELETE"};
  spec.method = at.text("method", "GET");
  if (std::find(kMethods.begin(), kMethods.end(), spec.method) == kMethods.end()) {
    at.error("method", "config/enum", "\"method\" is GET, POST, PUT, PATCH or DELETE, not \"" + spec.method + "\"");
  }
  if (at.find("path") != nullptr) {
    const auto path = at.text("path");
    if (!path.starts_with('/')) at.error("path", "config/path", "a path begins with /");
    auto segments = segments_of(path);
    for (std::size_t index = 1; index < segments.size(); ++index) {
      spec.path.push_back(compile_document(at.file(), at.pointer("path"), segments[index], scope, at.findings()));
    }
  }
  spec.target = document(at, "target", scope);
  spec.url = document(at, "url", scope);
  spec.query = document(at, "query", scope);
  spec.headers = document(at, "headers", scope);
  spec.json = document(at, "json", scope);
  spec.form = document(at, "form", scope);
  const bool path = at.find("path") != nullptr;
  if (!path && at.find("target") == nullptr && at.find("url") == nullptr)
    at.error("path", "config/missing-key", "a request needs \"path\"");
  if (path && (at.find("target") != nullptr || at.find("url") != nullptr))
    at.error("path", "config/excludes", "\"path\" stands alone: not beside \"target\" or \"url\"");
  if (at.find("json") != nullptr && at.find("form") != nullptr)
    at.error("form", "config/excludes", "a request has \"json\" or \"form\", not both");
  return spec;
}

// "4xx", "429", 429 or a list of these.
std::vector<std::pair<int, int>> read_statuses(const Members& at, std::string_view key) {
  const auto* value = at.find(key);
  std::vector<std::pair<int, int>> ranges;
  if (value == nullptr) return ranges;
  for (const auto& one : value->is_array() ? *value : Json::array({*value})) {
    const auto text = one.is_string() ? one.get<std::string>() : std::string();
    if (one.is_number_integer() && one.get<int>() >= 100 && one.get<int>() <= 599)
      ranges.emplace_back(one.get<int>(), one.get<int>());
    else if (text.size() == 3 && text.ends_with("xx") && text[0] >= '1' && text[0] <= '5')
      ranges.emplace_back((text[0] - '0') * 100, (text[0] - '0') * 100 + 99);
    else
      at.error(key, "config/status", "expected a status like 429 or 5xx, got " + one.dump());
  }
  return ranges;
}

ErrorRule read_error(const Members& at, const cel::Scope& scope) {
  at.allow({"status", "when", "kind", "code", "message", "retry_after"});
  ErrorRule rule;
  rule.statuses = read_statuses(at, "status");
  if (const auto* when = at.find("when"))
    rule.when = compile_condition(at.file(), at.pointer("when"), *when, scope, at.findings());
  const auto kind = at.required_text("kind");
  const std::vector<std::string> kinds{"transient", "throttled", "permanent", "unknown"};
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end() && !kind.empty())
    at.error("kind", "config/enum", "unknown kind \"" + kind + "\"", core::did_you_mean(kind, kinds));
  rule.kind = kind == "transient"   ? Kind::transient
              : kind == "throttled" ? Kind::throttled
              : kind == "unknown"   ? Kind::unknown
                                    : Kind::permanent;
  rule.code = document(at, "code", scope);
  rule.message = document(at, "message", scope);
  rule.retry_after = document(at, "retry_after", scope);
  return rule;
}

Find read_find(const Members& at, bool lookup) {
  at.allow({"request", "found", "output"});
  Find find;
  find.request = read_request(at.inner("request"), request_scope(lookup));
  const auto scope = answer_scope(lookup);
  const auto* found = at.find("found");
  if (found == nullptr)
    at.error("found", "config/missing-key", "\"found\" is missing: the condition that the answer shows the effect");
  else
    find.found = compile_condition(at.file(), at.pointer("found"), *found, scope, at.findings());
  find.output = document(at, "output", scope);
  return find;
}

void read_idempotency(const Members& at, OperationSpec& spec) {
  at.allow({"header", "repeatable", "find"});
  spec.key_header = at.text("header");
  spec.repeatable = at.flag("repeatable", spec.repeatable);
  if (at.find("find") != nullptr) spec.find = read_find(at.inner("find"), false);
}

}  // namespace

std::vector<ErrorRule> read_errors(const YamlFile& file, const std::string& pointer, const Json& value,
                                   core::Findings& findings) {
  std::vector<ErrorRule> rules;
  if (!value.is_array()) {
    findings.push_back(file.finding(pointer, "config/type", "\"errors\": expected a list of rules"));
    return rules;
  }
  for (std::size_t index = 0; index < value.size(); ++index) {
    rules.push_back(
        read_error(Members(file, pointer + "/" + std::to_string(index), value[index], findings), answer_scope(false)));
  }
  return rules;
}

OperationSpec read_operation(const Members& at) {
  at.allow({"title", "input", "lookup", "request", "success", "output", "errors", "idempotency"});
  OperationSpec spec;
  spec.declared.description = at.text("title");
  if (const auto* input = at.find("input")) spec.declared.input_schema = *input;
  if (!spec.declared.input_schema.is_object()) at.error("input", "config/type", "\"input\": expected a JSON Schema");
  const bool lookup = at.find("lookup") != nullptr;
  if (lookup) spec.lookup = read_request(at.inner("lookup"), request_scope(false));
  if (at.find("request") == nullptr)
    at.error("request", "config/missing-key", "\"request\" is missing");
  else
    spec.request = read_request(at.inner("request"), request_scope(lookup));
  if (at.find("success") != nullptr) spec.success = read_statuses(at, "success");
  spec.output = document(at, "output", answer_scope(lookup));
  if (const auto* errors = at.find("errors")) spec.errors = read_errors(at.file(), at.pointer("errors"), *errors, at.findings());
  // RFC 9110 section 9.2.2.
  spec.repeatable = spec.request.method == "GET" || spec.request.method == "PUT" || spec.request.method == "DELETE";
  read_idempotency(at.inner("idempotency"), spec);
  return spec;
}

std::vector<std::string> webhook_settings() {
  return {"header",     "prefix",     "encoding",        "header_prefix", "organization_id",  "public_url",   "signature_version",
          "client_key", "key_member", "allowed_origins", "id_header",     "accept_handshake", "dedup_by_body"};
}

}  // namespace baton::connectors
