#include "connectors/answer.hpp"

#include "baton/core/limits.hpp"
#include "connectors/media.hpp"
#include "connectors/uri.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace baton::connectors {

namespace {

using core::ActionResult;
using core::Duration;
using core::Json;
using Kind = core::ActionResult::Kind;

// A vendor that asks for more is answered by the step's own retries.
constexpr Duration kRetryAfterMax = std::chrono::hours(1);
constexpr std::size_t kMessageBytesMax = 500;

bool within(const std::vector<std::pair<int, int>>& ranges, int status) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [status](const auto& range) { return status >= range.first && status <= range.second; });
}

bool matches(const ErrorRule& rule, int status, bool success, const Values& names) {
  if (rule.statuses.empty() ? success : !within(rule.statuses, status)) return false;
  return !rule.when || holds(*rule.when, names);
}

std::string rendered_or(const DocumentPtr& document, const Values& names, std::string otherwise) {
  if (!document) return otherwise;
  auto text = render_text(*document, names);
  return text && !text->empty() ? text->substr(0, kMessageBytesMax) : otherwise;
}

// What people read first when an action fails: the vendor's own words, kept short and printable.
std::string vendor_words(const Answer& answer) {
  std::string text = answer.body.is_null()     ? std::string()
                     : answer.body.is_string() ? answer.body.get<std::string>()
                                               : core::dump(answer.body);
  if (text.size() > kMessageBytesMax) {
    text.resize(kMessageBytesMax);
    text += "…";
  }
  std::replace_if(
      text.begin(), text.end(), [](char letter) { return static_cast<unsigned char>(letter) < 0x20; }, ' ');
  return "HTTP " + std::to_string(answer.code) + (text.empty() ? "" : ": " + text);
}

Kind usual_kind(const OperationSpec& operation, int status, bool said_when) {
  if (status == 429) return Kind::throttled;
  if (status == 503 && said_when) return Kind::throttled;
  // A gateway gave up waiting: the vendor may have acted all the same. Where that can be found out, it is.
  if (status == 504 && operation.find && !operation.repeatable && operation.key_header.empty()) return Kind::unknown;
  if (status == 408 || status == 425 || status >= 500) return Kind::transient;
  return Kind::permanent;
}

Duration rule_retry_after(const ErrorRule& rule, const Values& names) {
  const auto value = rule.retry_after->render(names);
  if (!value) return {};
  if (value->is_number())
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::clamp(value->get<double>(), 0.0, 86'400.0) * 1000));
  if (!value->is_string()) return {};
  const auto text = value->get<std::string>();
  double seconds = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (problem == std::errc() && end == text.data() + text.size())
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::clamp(seconds, 0.0, 86'400.0) * 1000));
  const auto parsed = core::parse_duration(text);
  return parsed ? *parsed : Duration{};
}

ActionResult succeed(const OperationSpec& operation, const Answer& answer, const Values& names) {
  ActionResult result;
  if (operation.output) {
    auto output = operation.output->render(names);
    if (!output) {
      // It says success, but not in the way the vendor's interface does: a proxy's page, half an answer. What happened is not
      // known.
      const bool repeatable = operation.repeatable || !operation.key_header.empty();
      return {repeatable ? Kind::transient : Kind::unknown,
              {},
              "answer_not_understood",
              "the answer is not as expected: " + output.error().message,
              {}};
    }
    result.output = std::move(*output);
  } else {
    result.output = answer.body;
  }
  // A mapping repeats little of what it maps: only the output of a large answer is measured.
  if (answer.body_bytes < core::kOutputBytesMax / 8) return result;
  if (const auto size = core::dump(result.output).size(); size > core::kOutputBytesMax)
    result.output = Json{{"too_large", true}, {"bytes", size}};
  return result;
}

}  // namespace

Answer Answer::of(const HttpResponse& response) {
  Answer answer;
  answer.code = response.status;
  answer.status = response.status;
  answer.body_bytes = response.body.size();
  for (const auto& [name, value] : response.headers) {
    auto& slot = answer.headers[lower(name)];
    slot = slot.is_null() ? value : slot.get<std::string>() + ", " + value;
  }
  if (response.body.empty()) return answer;
  const auto* type = response.header("content-type");
  if (type == nullptr || is_json(media_type(*type))) {
    if (auto parsed = core::parse_json(response.body, {.values_max = response.body.size()})) {
      answer.body = std::move(*parsed);
      return answer;
    }
  }
  answer.body = core::is_utf8(response.body) ? Json(response.body) : Json();
  return answer;
}

void Answer::bind(Values& names) const { names.bind("status", status).bind("headers", headers).bind("body", body); }

ActionResult classify(const OperationSpec& operation, const Answer& answer, const Values& names, core::Time now) {
  const bool success = within(operation.success, answer.code);
  const auto rule = std::find_if(operation.errors.begin(), operation.errors.end(),
                                 [&](const ErrorRule& one) { return matches(one, answer.code, success, names); });
  if (rule == operation.errors.end() && success) return succeed(operation, answer, names);
  ActionResult result;
  result.code = "http_" + std::to_string(answer.code);
  result.retry_after = retry_after(answer, now);
  if (rule == operation.errors.end()) {
    result.kind = usual_kind(operation, answer.code, result.retry_after > Duration{});
    result.message = vendor_words(answer);
    return result;
  }
  result.kind = rule->kind;
  result.code = rendered_or(rule->code, names, result.code);
  result.message = rendered_or(rule->message, names, vendor_words(answer));
  if (rule->retry_after) result.retry_after = std::min(rule_retry_after(*rule, names), kRetryAfterMax);
  return result;
}

ActionResult classify(const HttpFailure& failure, bool repeatable) {
  ActionResult result;
  result.code = failure.code;
  result.message = failure.message;
  switch (failure.stage) {
    case HttpFailure::Stage::refused: result.kind = Kind::permanent; break;
    case HttpFailure::Stage::not_sent: result.kind = Kind::transient; break;
    case HttpFailure::Stage::maybe_sent: result.kind = repeatable ? Kind::transient : Kind::unknown; break;
  }
  return result;
}

Duration retry_after(const Answer& answer, core::Time now) {
  const auto text = core::text_at(answer.headers, "retry-after");
  if (text.empty()) return {};
  std::int64_t seconds = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (problem == std::errc() && end == text.data() + text.size())
    return std::clamp<Duration>(std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, 86'400)), Duration{}, kRetryAfterMax);
  const auto date = parse_http_date(text);
  return date ? std::clamp<Duration>(*date - now, Duration{}, kRetryAfterMax) : Duration{};
}

std::optional<core::Time> parse_http_date(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
  const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  if (month == kMonths.end()) return std::nullopt;
  const auto number = std::to_string(101 + (month - kMonths.begin())).substr(1);
  const std::string iso = std::string(text.substr(12, 4)) + "-" + number + "-" + std::string(text.substr(5, 2)) + "T" +
                          std::string(text.substr(17, 8)) + "Z";
  const auto parsed = core::parse_rfc3339(iso);
  return parsed ? std::optional(*parsed) : std::nullopt;
}

}  // namespace baton::connectors
