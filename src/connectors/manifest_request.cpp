#include "connectors/manifest_request.hpp"

#include "baton/cel/text.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/json_schema_check.hpp"
#include "connectors/expression_end.hpp"
#include "connectors/keys.hpp"
#include "connectors/manifest_inputs.hpp"
#include "connectors/retry_after.hpp"

#include <algorithm>
#include <cctype>

namespace baton::connectors {

namespace {

using core::Json;
using Kind = core::ActionResult::Kind;

// The names that expressions of a request may read, and those that expressions about its answer may
// read.
const cel::Scope& request_scope(bool lookup) {
  static const auto kPlain =
      ingress::scope_of({"input", "connection", "context", "key", "attempt"});
  static const auto kAfterLookup = cel::Scope(kPlain).declare("lookup", cel::dyn());
  return lookup ? kAfterLookup : kPlain;
}
const cel::Scope& answer_scope(bool lookup) {
  const auto with_answer = [](cel::Scope scope) {
    for (const auto* name : {"status", "headers", "links", "body"}) scope.declare(name, cel::dyn());
    scope.declare("now", cel::simple(cel::Type::Kind::timestamp));
    return scope;
  };
  static const auto kPlain = with_answer(request_scope(false));
  static const auto kAfterLookup = with_answer(request_scope(true));
  return lookup ? kAfterLookup : kPlain;
}

// Splits a path at the slashes outside of `${…}`.
std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments(1);
  for (std::size_t at = 0; at < path.size();) {
    const auto end = std::max(expression_end(path, at), at + 1);
    if (path[at] == '/')
      segments.emplace_back();
    else
      segments.back().append(path.substr(at, end - at));
    at = end;
  }
  return segments;
}

// The segments behind the first slash. Those that follow each other and hold no expression are one.
std::vector<std::string> joined(const std::vector<std::string>& segments) {
  std::vector<std::string> out;
  bool last_is_plain = false;
  for (std::size_t index = 1; index < segments.size(); ++index) {
    const auto& segment = segments[index];
    const bool is_plain = segment.find('$') == std::string::npos;
    if (is_plain && last_is_plain)
      out.back().append("/").append(segment);
    else
      out.push_back(segment);
    last_is_plain = is_plain;
  }
  return out;
}

std::string in_capitals(std::string text) {
  for (auto& letter : text)
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return text;
}

RequestSpec read_request(const formats::FieldReader& at, const cel::Scope& scope) {
  at.allow(keys::kRequest);
  RequestSpec spec;
  spec.method = at.text("method", "GET");
  if (!core::is_one_of(spec.method, keys::kMethods)) {
    const auto capitals = in_capitals(spec.method);
    at.error("method", "config/enum",
             "\"method\" is " + core::any_of(keys::kMethods) + ", not \"" + spec.method + "\"",
             core::is_one_of(capitals, keys::kMethods)
                 ? "write " + capitals
                 : core::did_you_mean(capitals, keys::kMethods));
  }
  if (at.find("path") != nullptr) {
    const auto path = at.text("path");
    if (!path.starts_with('/'))
      at.error("path", "config/path",
               "a path begins with /, got \"" + core::one_line(path, 60) + "\"",
               path.find("://") != std::string::npos
                   ? "the address of the vendor stands in `base_url`, and the path is below it"
                   : "write /" + core::one_line(path, 60));
    for (const auto& segment : joined(segments_of(path)))
      spec.path.push_back(ingress::compile_document(at, "path", segment, scope));
  }
  spec.target = ingress::compile_document(at, "target", scope);
  spec.url = ingress::compile_document(at, "url", scope);
  spec.query = ingress::compile_document(at, "query", scope);
  spec.headers = ingress::compile_document(at, "headers", scope);
  spec.json = ingress::compile_document(at, "json", scope);
  spec.form = ingress::compile_document(at, "form", scope);
  spec.body = read_body(at, scope);
  const auto answer = at.text("answer", "json");
  spec.xml_answer = answer == "xml" || answer == "bytes";
  spec.bytes_answer = answer == "bytes";
  if (!core::is_one_of(answer, keys::kAnswers)) {
    at.error("answer", "config/enum",
             "\"answer\" is " + core::any_of(keys::kAnswers) + ", not \"" + answer + "\"");
  }
  const bool path = at.find("path") != nullptr;
  if (!path && at.find("target") == nullptr && at.find("url") == nullptr)
    at.error("path", "config/missing-key", "a request needs \"path\"");
  if (path && (at.find("target") != nullptr || at.find("url") != nullptr))
    at.error("path", "config/excludes", "\"path\" stands alone: not beside \"target\" or \"url\"");
  return spec;
}

// Reads "4xx", "429", 429 or a list of these, as ranges of status codes.
std::vector<std::pair<int, int>> read_statuses(const formats::FieldReader& at,
                                               std::string_view key) {
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

// Reads `scope`: connection, operation, or an expression that says what a limit is about.
void read_scope(const formats::FieldReader& at, ErrorRule& rule) {
  using Scope = core::ActionResult::Scope;
  const auto word = at.text("scope", "connection");
  if (rule.kind != Kind::throttled && at.find("scope") != nullptr)
    at.error("scope", "config/excludes", "only what is \"throttled\" has a \"scope\"");
  if (word == "connection") return;
  rule.scope = word == "operation" ? Scope::operation : Scope::action;
  if (word == "operation") return;
  if (word.find("${") == std::string::npos)
    at.error("scope", "config/enum",
             "\"scope\" is connection, operation or an expression, not \"" + word + "\"",
             "write: ${input.channel}");
  rule.about = ingress::compile_document(at, "scope", request_scope(false));
}

// A wait that is written out is read here, as it will be when an answer comes.
void check_retry_after(const formats::FieldReader& at) {
  const auto* value = at.find("retry_after");
  if (value == nullptr || !value->is_string()) return;
  const auto& text = value->get_ref<const std::string&>();
  if (text.find("${") != std::string::npos || parse_wait(text, {})) return;
  at.error("retry_after", "config/duration",
           "\"retry_after\": expected how long to wait, got \"" + core::one_line(text, 60) + "\"",
           "write 30s or 2m, or an expression such as ${headers['x-reset']}");
}

ErrorRule read_error(const formats::FieldReader& at, const cel::Scope& scope) {
  at.allow(keys::kErrorRule);
  ErrorRule rule;
  rule.statuses = read_statuses(at, "status");
  rule.when = ingress::compile_condition(at, "when", scope);
  const auto kind = at.required_text("kind");
  if (!core::is_one_of(kind, keys::kErrorKinds) && !kind.empty())
    at.error("kind", "config/enum", "unknown kind \"" + kind + "\"",
             core::did_you_mean(kind, keys::kErrorKinds));
  rule.kind = kind == "transient"   ? Kind::transient
              : kind == "throttled" ? Kind::throttled
              : kind == "pending"   ? Kind::pending
              : kind == "unknown"   ? Kind::unknown
              : kind == "done"      ? Kind::succeeded
                                    : Kind::permanent;
  rule.code = ingress::compile_document(at, "code", scope);
  rule.message = ingress::compile_document(at, "message", scope);
  check_retry_after(at);
  rule.retry_after = ingress::compile_document(at, "retry_after", scope);
  read_scope(at, rule);
  return rule;
}

core::Duration read_duration(const formats::FieldReader& at, std::string_view key,
                             core::Duration default_value) {
  if (at.find(key) == nullptr) return default_value;
  const auto text = at.text(key);
  const auto length =
      text == "0" ? core::Result<core::Duration>(core::Duration{}) : core::parse_duration(text);
  if (!length)
    at.error(key, "config/duration", "\"" + std::string(key) + "\": " + length.error().message,
             "write 5s or 2m");
  return length ? *length : default_value;
}

void read_find_pages(const formats::FieldReader& at, Find& find, const cel::Scope& scope) {
  at.allow(keys::kFindPages);
  find.by_link = at.flag("link", false);
  find.next_page = ingress::compile_document(at, "next", scope);
  if (find.by_link == (find.next_page != nullptr))
    at.error("next", "config/excludes",
             "\"pages\" has either \"link: true\" or \"next\", the query of the next page");
}

// The default times of a look-up. Unless the manifest says that it sees a write at once, it counts
// as one that asks an index.
struct FindTimes {
  core::Duration after;
  core::Duration again;
  core::Duration until;
};
constexpr FindTimes kConsistent{std::chrono::seconds(0), std::chrono::seconds(2),
                                std::chrono::seconds(5)};
constexpr FindTimes kIndex{std::chrono::seconds(1), std::chrono::seconds(5),
                           std::chrono::minutes(1)};

Find read_find(const formats::FieldReader& at, bool lookup) {
  at.allow(keys::kFind);
  Find find;
  find.request = read_request(at.inner("request"), request_scope(lookup));
  const auto& scope = answer_scope(lookup);
  if (at.find("found") == nullptr)
    at.error("found", "config/missing-key",
             "\"found\" is missing: the condition that the answer shows the effect");
  find.found = ingress::compile_condition(at, "found", scope);
  find.output = ingress::compile_document(at, "output", scope);
  const auto& times = at.flag("consistent", false) ? kConsistent : kIndex;
  find.after = read_duration(at, "after", times.after);
  find.again = std::max<core::Duration>(read_duration(at, "again", times.again),
                                        std::chrono::milliseconds(100));
  find.until = read_duration(at, "until", std::max(times.until, find.after));
  if (find.until < find.after)
    at.error("until", "config/range", "\"until\" is earlier than \"after\"");
  if (at.find("pages") != nullptr) read_find_pages(at.inner("pages"), find, scope);
  return find;
}

void read_idempotency(const formats::FieldReader& at, OperationSpec& spec) {
  at.allow(keys::kIdempotency);
  spec.key_header = at.text("header");
  spec.repeatable = at.flag("repeatable", spec.repeatable);
  if (at.find("find") != nullptr) spec.find = read_find(at.inner("find"), false);
}

// The input `all` is added to the schema here, so that no manifest has to repeat it.
void add_input_all(const PagesSpec& pages, Json& schema) {
  schema["properties"]["all"] = {{"type", "boolean"},
                                 {"description", "true: this page and those after it as one, " +
                                                     std::to_string(pages.pages_max) + " at most"}};
}

// Reads `pages`, before the input schema is compiled.
void read_pages(const formats::FieldReader& at, const formats::FieldReader& operation,
                OperationSpec& spec) {
  at.allow(keys::kPages);
  PagesSpec pages;
  pages.list = at.required_text("list");
  pages.pages_max =
      static_cast<int>(at.whole_number("most", pages.pages_max, 1, kCollectedPagesMax));
  const bool lookup = operation.find("lookup") != nullptr;
  pages.address = ingress::compile_condition(at, "address", answer_scope(lookup));
  const auto* output = operation.find("output");
  for (const auto& name : {std::string("next"), pages.list})
    if (output == nullptr || !output->is_object() || !output->contains(name))
      at.error("list", "config/missing-key",
               "the output of an operation with pages has \"" + name + '"');
  auto& schema = spec.declared.input_schema;
  const auto* inputs = core::find(schema, "properties");
  if (inputs == nullptr || !inputs->is_object() || !inputs->contains("next"))
    at.error("list", "config/missing-key", "an operation with pages has the input \"next\"");
  else if (inputs->contains("all"))
    at.error("list", "config/excludes",
             "the input \"all\" of an operation with pages is made by itself");
  else
    add_input_all(pages, schema);
  spec.declared.output_fields.emplace_back("truncated");
  spec.declared.output_types.emplace("truncated", "boolean");
  spec.pages = std::move(pages);
}

// The JSON type of the value of an expression; empty if it is not known before the evaluation.
std::string type_given(const Json& value, const cel::Scope& scope) {
  if (!value.is_string()) return {};
  const auto compiled = cel::Document::compile(value, &scope);
  const auto whole = compiled.document ? compiled.document->whole() : nullptr;
  switch (whole ? whole->type().kind : cel::Type::Kind::dyn) {
    case cel::Type::Kind::integer:
    case cel::Type::Kind::floating: return "number";
    case cel::Type::Kind::string: return "string";
    case cel::Type::Kind::boolean: return "boolean";
    default: return {};
  }
}

void declare_output(const Json& output, cel::Scope scope, core::Operation& declared) {
  scope.declare("status", cel::simple(cel::Type::Kind::integer));
  for (const auto& [name, value] : output.items()) {
    declared.output_fields.push_back(name);
    if (auto type = type_given(value, scope); !type.empty())
      declared.output_types.emplace(name, std::move(type));
  }
}

void read_input(const formats::FieldReader& at, OperationSpec& spec) {
  spec.declared.description = at.text("title");
  if (const auto* input = at.find("input")) spec.declared.input_schema = *input;
  if (!spec.declared.input_schema.is_object())
    at.error("input", "config/type", "\"input\": expected a JSON Schema");
  else if (at.find("input") != nullptr)
    formats::check_json_schema(at.inner("input"));
  if (at.find("pages") != nullptr) read_pages(at.inner("pages"), at, spec);
  spec.input = formats::JsonSchema(spec.declared.input_schema);
}

void read_output(const formats::FieldReader& at, const cel::Scope& scope, OperationSpec& spec) {
  spec.output = ingress::compile_document(at, "output", scope);
  if (const auto* output = at.find("output"); output != nullptr && output->is_object())
    declare_output(*output, scope, spec.declared);
  if (at.find("json_text") == nullptr) return;
  const auto inner = at.inner("json_text");
  inner.allow(keys::kJsonText);
  JsonTextSpec text;
  text.member = inner.required_text("member");
  text.text = ingress::compile_document(inner, "text", scope);
  text.schema = ingress::compile_document(inner, "schema", scope);
  for (const auto* key : {"text", "schema"})
    if (inner.find(key) == nullptr)
      inner.error(key, "config/missing-key", '"' + std::string(key) + "\" is missing");
  spec.declared.output_fields.push_back(text.member);
  if (text.text && text.schema) spec.json_text = std::move(text);
}

void read_usage(const formats::FieldReader& at, bool lookup, OperationSpec& spec) {
  at.allow(keys::kUsage);
  for (const auto& key : keys::kUsage)
    if (at.find(key) == nullptr) at.error(key, "config/missing-key", '"' + key + "\" is missing");
  const auto& answer = answer_scope(lookup);
  const auto& request = request_scope(false);
  UsageSpec usage;
  usage.input_tokens = ingress::compile_document(at, "input_tokens", answer);
  usage.output_tokens = ingress::compile_document(at, "output_tokens", answer);
  usage.most_input_tokens = ingress::compile_document(at, "most_input_tokens", request);
  usage.most_output_tokens = ingress::compile_document(at, "most_output_tokens", request);
  if (usage.input_tokens && usage.output_tokens && usage.most_input_tokens &&
      usage.most_output_tokens)
    spec.usage = std::move(usage);
}

// An operation that sends a message by SMTP. Its effect cannot be looked up.
void read_mail_operation(const formats::FieldReader& at, OperationSpec& spec) {
  at.allow(keys::kMailOperation);
  at.inner("mail").allow(keys::kMail);
  spec.mail = ingress::compile_document(at, "mail", request_scope(false));
  read_output(at, answer_scope(false), spec);
  const auto idempotency = at.inner("idempotency");
  idempotency.allow({"repeatable"});
  spec.repeatable = idempotency.flag("repeatable", false);
  check_inputs(at, spec);
}

// An operation that writes or reads a file over SFTP. Both may be done twice: the same file by the
// same name is the same file.
void read_file_operation(const formats::FieldReader& at, OperationSpec& spec) {
  at.allow(keys::kFileOperation);
  const auto file = at.inner("file");
  file.allow(keys::kFile);
  const bool puts = file.find("put") != nullptr;
  if (puts == (file.find("get") != nullptr))
    file.error("put", "config/missing-key", "expected one of \"put\" and \"get\", with a path");
  if (puts != (file.find("text") != nullptr || file.find("base64") != nullptr))
    file.error("text", "config/missing-key", "\"text\" or \"base64\" is what \"put\" writes");
  const auto& scope = request_scope(false);
  FileSpec read;
  read.puts = puts;
  read.path = ingress::compile_document(file, puts ? "put" : "get", scope);
  read.text = ingress::compile_document(file, "text", scope);
  read.base64 = ingress::compile_document(file, "base64", scope);
  if (read.path) spec.file = std::move(read);
  read_output(at, answer_scope(false), spec);
  at.inner("idempotency").allow({"repeatable"});
  spec.repeatable = true;
  check_inputs(at, spec);
}

bool names_headers(const std::vector<cel::Path>& reads) {
  return std::any_of(reads.begin(), reads.end(), [](const cel::Path& path) {
    return path[0] == "headers" || path[0] == "links";
  });
}

bool names_headers(const std::vector<ingress::DocumentPtr>& documents) {
  return std::any_of(documents.begin(), documents.end(), [](const auto& document) {
    return document != nullptr && names_headers(document->reads());
  });
}

// True if a rule is about one of these status codes, too.
bool is_about(const ErrorRule& rule, const std::vector<std::pair<int, int>>& statuses) {
  return std::any_of(rule.statuses.begin(), rule.statuses.end(), [&statuses](const auto& own) {
    return std::any_of(statuses.begin(), statuses.end(), [&own](const auto& range) {
      return own.first <= range.second && own.second >= range.first;
    });
  });
}

}  // namespace

bool reads_headers(const OperationSpec& spec) {
  std::vector<ingress::DocumentPtr> documents{spec.output};
  if (spec.json_text)
    documents.insert(documents.end(), {spec.json_text->text, spec.json_text->schema});
  if (spec.usage)
    documents.insert(documents.end(), {spec.usage->input_tokens, spec.usage->output_tokens});
  const bool of_rules =
      std::any_of(spec.errors.begin(), spec.errors.end(), [&spec, &documents](const auto& rule) {
        if (!is_about(rule, spec.success)) return false;
        documents.insert(documents.end(), {rule.code, rule.message, rule.retry_after});
        return rule.when != nullptr && names_headers(rule.when->reads());
      });
  return of_rules || names_headers(documents);
}

std::vector<ErrorRule> read_errors(const formats::YamlFile& file, const std::string& pointer,
                                   const Json& value, core::Findings& findings, bool lookup) {
  std::vector<ErrorRule> rules;
  if (!value.is_array()) {
    findings.push_back(
        file.finding(pointer, "config/type", "\"errors\": expected a list of rules"));
    return rules;
  }
  for (std::size_t index = 0; index < value.size(); ++index) {
    rules.push_back(read_error(
        formats::FieldReader(file, pointer + "/" + std::to_string(index), value[index], findings),
        answer_scope(lookup)));
  }
  return rules;
}

OperationSpec read_operation(const formats::FieldReader& at) {
  OperationSpec spec;
  read_input(at, spec);
  if (at.find("mail") != nullptr) {
    read_mail_operation(at, spec);
    return spec;
  }
  if (at.find("file") != nullptr) {
    read_file_operation(at, spec);
    return spec;
  }
  at.allow(keys::kOperation);
  const bool lookup = at.find("lookup") != nullptr;
  if (lookup) spec.lookup = read_request(at.inner("lookup"), request_scope(false));
  if (at.find("request") == nullptr)
    at.error("request", "config/missing-key", "\"request\" is missing");
  else
    spec.request = read_request(at.inner("request"), request_scope(lookup));
  if (at.find("success") != nullptr) spec.success = read_statuses(at, "success");
  read_output(at, answer_scope(lookup), spec);
  if (at.find("usage") != nullptr) read_usage(at.inner("usage"), lookup, spec);
  if (const auto* errors = at.find("errors"))
    spec.errors = read_errors(at.file(), at.pointer("errors"), *errors, at.findings(), lookup);
  // These methods are idempotent (RFC 9110 section 9.2.2).
  spec.repeatable = spec.request.method == "GET" || spec.request.method == "PUT" ||
                    spec.request.method == "DELETE";
  read_idempotency(at.inner("idempotency"), spec);
  if (spec.pages && !spec.safe_to_repeat())
    at.error("pages", "config/excludes", "an operation with pages only reads: say \"repeatable\"");
  check_inputs(at, spec);
  return spec;
}

OperationSpec read_test(const formats::FieldReader& at) {
  OperationSpec spec;
  at.allow(keys::kTest);
  if (at.find("request") == nullptr)
    at.error("request", "config/missing-key", "\"request\" is missing");
  else
    spec.request = read_request(at.inner("request"), request_scope(false));
  if (spec.request.method != "GET")
    at.error("request", "config/enum", "a test only reads: its method is GET");
  if (at.find("success") != nullptr) spec.success = read_statuses(at, "success");
  spec.output = ingress::compile_document(at, "scopes", answer_scope(false));
  if (const auto* errors = at.find("errors"))
    spec.errors = read_errors(at.file(), at.pointer("errors"), *errors, at.findings(), false);
  spec.repeatable = true;
  return spec;
}

}  // namespace baton::connectors
