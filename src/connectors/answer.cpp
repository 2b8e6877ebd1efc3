#include "connectors/answer.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/media.hpp"
#include "baton/formats/source.hpp"
#include "baton/formats/xml.hpp"
#include "connectors/links.hpp"
#include "connectors/retry_after.hpp"

#include <algorithm>
#include <array>

namespace baton::connectors {

namespace {

using core::ActionResult;
using core::Duration;
using core::Error;
using core::Json;
using Kind = core::ActionResult::Kind;

constexpr std::size_t kMessageBytesMax = 500;

bool within(const std::vector<std::pair<int, int>>& ranges, int status) {
  return std::any_of(ranges.begin(), ranges.end(), [status](const auto& range) {
    return status >= range.first && status <= range.second;
  });
}

bool matches(const ErrorRule& rule, int status, bool success, const ingress::Values& names) {
  if (rule.statuses.empty() ? success : !within(rule.statuses, status)) return false;
  return !rule.when || ingress::holds(*rule.when, names);
}

std::string rendered_or(const ingress::DocumentPtr& document, const ingress::Values& names,
                        std::string default_value) {
  if (!document) return default_value;
  auto text = ingress::render_text(*document, names);
  return text && !text->empty() ? core::one_line(*text, kMessageBytesMax) : default_value;
}

std::string not_read(const Answer& answer) {
  constexpr std::size_t kNamedBytesMax = 40;
  const auto begin =
      "the answer comes in the coding \"" + core::one_line(answer.coding, kNamedBytesMax) + '"';
  return answer.not_unpacked ? begin + " and was not read: " + answer.not_unpacked->message
                             : begin + ", which was not asked for, and was not read";
}

// What people read first when an action fails: the status and the vendor's own words, shortened and
// made printable.
std::string vendor_words(const Answer& answer) {
  std::string text = answer.body.is_null()     ? std::string()
                     : answer.body.is_string() ? answer.body.get<std::string>()
                                               : core::dump(answer.body);
  if (answer.is_bytes) text = core::counted(answer.body_bytes, "byte");
  if (!answer.coding.empty()) text = not_read(answer);
  text = core::one_line(text, kMessageBytesMax);
  return "HTTP " + std::to_string(answer.code) + (text.empty() ? "" : ": " + text);
}

// True if the vendor may have done what it was asked to do, although the answer is not the success
// that the operation names: another success, or a failure of the vendor after it had begun. A 503
// says that it had not begun, but where there is a look-up, looking costs nothing.
bool may_have_happened(const OperationSpec& operation, int status) {
  if (operation.safe_to_repeat()) return false;
  if (status < 300 || status == 303) return true;
  return status >= 500 && (status != 503 || operation.find);
}

// Why a success cannot be told from a failure: a rule tells them apart by members of the body, and
// the body has none, because it is empty or the page of a proxy. Nullopt if every rule that applies
// can be evaluated.
std::optional<Error> cannot_be_told(const OperationSpec& operation, const Answer& answer,
                                    const ingress::Values& names) {
  constexpr int kNoContent = 204;
  if (answer.body.is_structured() && !answer.is_bytes) return std::nullopt;
  if (answer.body.is_null() && answer.code == kNoContent) return std::nullopt;
  for (const auto& rule : operation.errors) {
    if (!rule.when || !within(rule.statuses, answer.code)) continue;
    const auto& reads = rule.when->reads();
    const bool by_body = std::any_of(reads.begin(), reads.end(),
                                     [](const cel::Path& path) { return path[0] == "body"; });
    if (!by_body) continue;
    if (auto judged = rule.when->evaluate(names); !judged.value) return judged.value.error();
  }
  return std::nullopt;
}

// The result of an answer whose status is a success, but whose body is not what the vendor sends.
ActionResult not_understood(const OperationSpec& operation, const Error& error) {
  return {operation.safe_to_repeat() ? Kind::transient : Kind::unknown,
          {},
          "answer_not_understood",
          "the answer is not as expected: " + error.message,
          {}};
}

Kind usual_kind(const OperationSpec& operation, int status, bool said_when) {
  if (status == 429) return Kind::throttled;
  if (status == 503 && said_when) return Kind::throttled;
  if (may_have_happened(operation, status)) return Kind::unknown;
  if (status == 408 || status == 425 || status >= 500) return Kind::transient;
  return Kind::permanent;
}

Duration rule_retry_after(const ErrorRule& rule, const ingress::Values& names, core::Time came) {
  const auto text = ingress::render_text(*rule.retry_after, names);
  return text ? parse_wait(*text, came).value_or(Duration{}) : Duration{};
}

// Reads the JSON that stands as a text in the answer, and adds it to the output. Returns the
// failure if the text is no JSON or does not fit its schema.
std::optional<ActionResult> add_json_text(const JsonTextSpec& spec, const ingress::Values& names,
                                          Json& output) {
  const auto failure = [](const char* code, std::string message) {
    return ActionResult{Kind::permanent, {}, code, std::move(message), {}};
  };
  const auto schema = spec.schema->render(names);
  if (!schema) return failure("answer_not_understood", schema.error().message);
  if (schema->is_null()) return std::nullopt;
  const auto text = ingress::render_text(*spec.text, names);
  if (!text) return failure("answer_not_understood", "the answer has no text to read as JSON");
  auto json = core::parse_json(*text);
  if (!json) return failure("no_json", "the answer is no JSON: " + json.error().message);
  const auto known = [](const auto&...) { return formats::JsonSchema::Known::all; };
  if (const auto misfits = formats::JsonSchema(*schema).misfits(*json, known); !misfits.empty())
    return failure("schema_misfit", formats::to_error(misfits.front(), "answer").message);
  output[spec.member] = std::move(*json);
  return std::nullopt;
}

ActionResult succeed(const OperationSpec& operation, const Answer& answer,
                     const ingress::Values& names) {
  ActionResult result;
  if (operation.output) {
    auto output = operation.output->render(names);
    if (!output) {
      // The status is a success, but the body is not the vendor's: it may be a proxy's page or half
      // an answer. What happened is not known.
      return not_understood(operation, output.error());
    }
    result.output = std::move(*output);
  } else {
    result.output = answer.body;
  }
  if (operation.json_text && result.output.is_object()) {
    if (auto failure = add_json_text(*operation.json_text, names, result.output)) return *failure;
  }
  // An output is hardly longer than its answer, so only the output of a large answer is measured.
  if (answer.body_bytes < core::kOutputBytesMax / 8) return result;
  if (const auto size = core::dump(result.output).size(); size > core::kOutputBytesMax)
    result.output = Json{{"too_large", true}, {"bytes", size}};
  return result;
}

// The number of the request: the first header field whose name ends as vendors call it.
std::string request_id_of(const HttpResponse& response) {
  constexpr std::array<std::string_view, 6> kEnds{"request-id", "requestid",      "req-id",
                                                  "trace-id",   "correlation-id", "cf-ray"};
  for (const auto& [name, value] : response.headers) {
    const auto ends_so = [name = std::string_view(name)](std::string_view end) {
      return name.size() >= end.size() &&
             core::same_no_case(name.substr(name.size() - end.size()), end);
    };
    if (std::any_of(kEnds.begin(), kEnds.end(), ends_so)) return value;
  }
  return {};
}

// Header fields that no run may read, whatever a connector says: cookies and credentials.
bool is_private(std::string_view name) {
  constexpr std::array<std::string_view, 4> kPrivate{"set-cookie", "set-cookie2",
                                                     "proxy-authenticate", "authorization"};
  return core::is_one_of(name, kPrivate);
}

Json headers_of(const HttpResponse& response, const std::vector<std::string>& allowed) {
  Json headers = Json::object();
  for (const auto& [name, value] : response.headers) {
    const auto known = core::lower(name);
    const bool listed = allowed.empty() || core::is_one_of(known, allowed);
    if (!listed || is_private(known)) continue;
    auto& slot = headers[known];
    slot = slot.is_null() ? value : slot.get<std::string>() + ", " + value;
  }
  return headers;
}

// The coding of a body that is still in one. The bytes of such a body may hide a secret, so they
// are not kept.
std::string coding_of(const HttpResponse& response) {
  constexpr std::array<std::array<std::string_view, 2>, 2> kPlain{
      {{"content-encoding", "identity"}, {"transfer-encoding", "chunked"}}};
  std::string coding;
  for (const auto& [field, plain] : kPlain) {
    const auto is_coded = [field = field, plain = plain](const auto& header) {
      return core::same_no_case(header.first, field) && !core::trim(header.second).empty() &&
             !core::same_no_case(core::trim(header.second), plain);
    };
    const auto found = std::find_if(response.headers.begin(), response.headers.end(), is_coded);
    if (found != response.headers.end() && !response.body.empty()) coding = found->second;
  }
  return coding;
}

// A body as expressions read it.
struct Body {
  Json value{};
  // As of Answer.
  bool is_bytes = false;
};

// The body as it came, whatever its media type says that it is.
Body file_of(const HttpResponse& response) {
  if (core::is_utf8(response.body)) return {response.body};
  return {Json{{"base64", core::to_base64(response.body)}}, true};
}

// The body as JSON, as text, or as its bytes in base64 if it is neither.
Body body_of(const HttpResponse& response, bool reads_xml) {
  if (response.body.empty()) return {};
  const auto* type = response.header("content-type");
  const bool latin1 = type != nullptr && formats::is_latin1_charset(*type);
  const auto converted = latin1 ? formats::utf8_from_latin1(response.body) : std::string();
  const auto& body = latin1 ? converted : response.body;
  if (reads_xml && type != nullptr && formats::is_xml(formats::media_type(*type))) {
    if (auto parsed = formats::parse_xml(body)) return {std::move(*parsed)};
  }
  if (type == nullptr || formats::is_json(formats::media_type(*type))) {
    // Some servers write a byte order mark, which a reader may leave out (RFC 8259 section 8.1).
    if (auto parsed = core::parse_json(formats::file_text(body), {.values_max = body.size()}))
      return {std::move(*parsed)};
  }
  if (core::is_utf8(body)) return {body};
  Json kept{{"base64", core::to_base64(response.body)}};
  if (type != nullptr) kept["content_type"] = *type;
  return {std::move(kept), true};
}

}  // namespace

Answer Answer::of(const HttpResponse& response, const RequestSpec& spec,
                  const Connection& connection, const Redaction& redaction, core::Time now,
                  bool with_headers) {
  Answer answer;
  answer.code = response.status;
  answer.came = now;
  answer.status = response.status;
  answer.body_bytes = response.body.size();
  if (with_headers) answer.headers = headers_of(response, connection.answer_headers);
  answer.coding = coding_of(response);
  answer.not_unpacked = response.not_unpacked;
  answer.request_id = request_id_of(response);
  const bool file = spec.bytes_answer && response.is_2xx();
  if (answer.coding.empty()) {
    auto body = file ? file_of(response) : body_of(response, spec.xml_answer);
    answer.body = std::move(body.value);
    answer.is_bytes = body.is_bytes;
  }
  const auto& wait_headers = connection.manifest->wait_headers;
  answer.retry_after =
      connectors::retry_after(response.headers, wait_headers, response.status, now);
  if (response.is_2xx() && !wait_headers.empty())
    answer.quota_wait = connectors::quota_wait(response.headers, wait_headers, now);
  redaction.redact(answer.headers);
  answer.links = links_of(core::text_at(answer.headers, "link"));
  redaction.redact(answer.body);
  redaction.redact(answer.coding);
  return answer;
}

void Answer::bind(ingress::Values& names) const {
  names.bind("status", status)
      .bind("headers", headers)
      .bind("links", links)
      .bind("body", body)
      .bind_now(came);
}

bool is_success(const OperationSpec& operation, int status) {
  return within(operation.success, status);
}

const ErrorRule* rule_of(const OperationSpec& operation, const Answer& answer,
                         const ingress::Values& names) {
  const bool success = is_success(operation, answer.code);
  const auto rule =
      std::find_if(operation.errors.begin(), operation.errors.end(),
                   [&](const ErrorRule& one) { return matches(one, answer.code, success, names); });
  return rule == operation.errors.end() ? nullptr : &*rule;
}

ActionResult classify(const OperationSpec& operation, const Answer& answer,
                      const ingress::Values& names) {
  const bool success = is_success(operation, answer.code);
  const auto* rule = rule_of(operation, answer, names);
  if (success && !answer.coding.empty()) {
    // A body that is too large packed or not is so the next time as well, but what was asked for
    // may be smaller then.
    const bool bomb = answer.not_unpacked && answer.not_unpacked->code == core::Errc::too_large;
    return {operation.safe_to_repeat() ? Kind::transient : Kind::unknown,
            {},
            bomb ? "too_large" : "answer_encoded",
            not_read(answer),
            {}};
  }
  if (rule == nullptr && success) {
    const auto untold = cannot_be_told(operation, answer, names);
    return untold ? not_understood(operation, *untold) : succeed(operation, answer, names);
  }
  ActionResult result;
  result.code = "http_" + std::to_string(answer.code);
  result.retry_after = answer.retry_after.value_or(Duration{});
  if (rule == nullptr) {
    result.kind = usual_kind(operation, answer.code, answer.retry_after.has_value());
    result.message = vendor_words(answer);
    return result;
  }
  if (rule->kind == Kind::succeeded) {
    auto done = succeed(operation, answer, names);
    if (rule->retry_after && done.kind == Kind::succeeded)
      done.retry_after = rule_retry_after(*rule, names, answer.came);
    return done;
  }
  result.kind = rule->kind;
  result.scope = rule->scope;
  result.code = rendered_or(rule->code, names, result.code);
  result.message = rendered_or(rule->message, names, vendor_words(answer));
  if (rule->retry_after)
    result.retry_after = std::max(result.retry_after, rule_retry_after(*rule, names, answer.came));
  return result;
}

ActionResult classify(const HttpFailure& failure, const OperationSpec& operation) {
  ActionResult result;
  result.code = failure.code;
  result.message = failure.message;
  switch (failure.stage) {
    case HttpFailure::Stage::refused: result.kind = Kind::permanent; break;
    case HttpFailure::Stage::not_sent: result.kind = Kind::transient; break;
    case HttpFailure::Stage::maybe_sent:
      result.kind = operation.safe_to_repeat() ? Kind::transient : Kind::unknown;
      break;
  }
  return result;
}

ActionResult incomplete(std::string reason) {
  return {Kind::held, {}, "connection_incomplete", std::move(reason), {}};
}

ActionResult token_unanswered(const HttpFailure& failure) {
  if (failure.stage == HttpFailure::Stage::refused) return incomplete(failure.message);
  OperationSpec harmless;
  harmless.repeatable = true;
  return classify(failure, harmless);
}

ActionResult decidable(ActionResult result, const OperationSpec& operation) {
  const bool can_look = operation.find || operation.looks;
  if (result.kind == Kind::unknown && !can_look && !operation.safe_to_repeat())
    result.kind = Kind::undecidable;
  return result;
}

}  // namespace baton::connectors
