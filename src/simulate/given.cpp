#include "simulate/given.hpp"

#include "baton/simulate/vendors.hpp"

#include <utility>

namespace baton::simulate {

using core::ActionResult;
using formats::FieldReader;

namespace {

// The rule of findings about a value of the wrong type.
constexpr const char* kType = "scenario/type";
constexpr int kStatusLeast = 100;
constexpr int kStatusMost = 599;

// An HTTP status; a finding, and 599, if the value is none.
int read_status(const Given& given) {
  const auto& value = given.value;
  const bool whole = value.is_number_integer();
  if (whole && value.get<double>() >= kStatusLeast && value.get<double>() <= kStatusMost)
    return value.get<int>();
  given.error("expected an HTTP status such as 503, got " + core::dump(value));
  return kStatusMost;
}

// An answer that is given as an HTTP status.
ActionResult read_http(const FieldReader& at) {
  for (const auto* key : {"result", "output", "code", "message"}) {
    if (at.find(key) != nullptr)
      at.error(key, "scenario/answer",
               "\"" + std::string(key) + "\" does not go with \"status\": either says what came");
  }
  const auto status = read_status(member(at, "status"));
  const auto pause = at.find("retry_after") != nullptr ? read_duration(member(at, "retry_after"))
                                                       : core::Duration{};
  return of_http(status, read_value(at, "body"), pause);
}

}  // namespace

FieldReader Given::members(const std::vector<std::string>& known) const {
  FieldReader reader(file, pointer, value, findings);
  reader.allow(known);
  return reader;
}

Given Given::item(std::size_t at) const {
  return {file, pointer + "/" + std::to_string(at), value[at], findings};
}

void Given::error(std::string message, std::string hint) const {
  findings.push_back(file.finding(pointer, kType, std::move(message), std::move(hint)));
}

Given member(const FieldReader& at, std::string_view key) {
  return {at.file(), at.pointer(key), *at.find(key), at.findings()};
}

std::string read_text(const Given& given) {
  if (given.value.is_string()) return given.value.get<std::string>();
  given.error(std::string("expected text, got ") + given.value.type_name());
  return {};
}

std::vector<std::string> read_texts(const Given& given) {
  std::vector<std::string> texts;
  if (!given.value.is_array()) {
    given.error("expected a list of texts");
    return texts;
  }
  for (std::size_t at = 0; at < given.value.size(); ++at)
    texts.push_back(read_text(given.item(at)));
  return texts;
}

core::Duration read_duration(const Given& given) {
  const auto length = core::parse_duration(read_text(given));
  if (length) return *length;
  if (given.value.is_string()) given.error(length.error().message, length.error().hint);
  return {};
}

core::StepRef step_meant(std::string_view text) {
  const auto bracket = text.find('[');
  if (bracket == std::string_view::npos || !text.ends_with(']')) return core::StepRef::of_key(text);
  auto key = std::string(text.substr(0, bracket)) + '.';
  key += text.substr(bracket + 1, text.size() - bracket - 2);
  auto ref = core::StepRef::of_key(key);
  return ref.has_item() ? ref : core::StepRef(text);
}

core::Time read_moment(const Given& given) {
  const auto moment = core::parse_rfc3339(read_text(given));
  if (moment) return *moment;
  if (given.value.is_string()) given.error(moment.error().message, moment.error().hint);
  return {};
}

Earlier read_earlier(const Given& given) {
  const auto text = read_text(given);
  if (const auto before = core::parse_duration(text)) return {{}, *before};
  if (const auto moment = core::parse_rfc3339(text)) return {*moment};
  if (given.value.is_string())
    given.error("expected a time in RFC 3339, or how long before now it is, got \"" + text + '"',
                "write 2026-05-04T10:00:00Z, or 15m");
  return {};
}

core::Json read_value(const FieldReader& at, std::string_view key) {
  const auto* value = at.find(key);
  return value != nullptr ? *value : core::Json::object();
}

bool read_required_flag(const FieldReader& at, std::string_view key) {
  if (at.find(key) == nullptr)
    at.findings().push_back(
        at.file().finding(at.pointer(), kType, "\"" + std::string(key) + "\" is missing"));
  return at.flag(key, false);
}

std::vector<std::string> answer_members() {
  return {"result", "output", "code", "message", "retry_after", "status", "body"};
}

ActionResult read_answer(const FieldReader& at) {
  if (at.find("status") != nullptr) return read_http(at);
  if (at.find("body") != nullptr)
    at.error("body", "scenario/answer", "\"body\" goes with \"status\"",
             "output: is what a run sees");
  ActionResult result;
  const auto word = at.text("result", core::to_text(result.kind));
  if (const auto kind = core::action_result_kind(word))
    result.kind = *kind;
  else
    at.error("result", kType, "an action never comes to \"" + word + "\"",
             "succeeded, transient, throttled, pending, permanent, unknown, not_found, held or "
             "undecidable");
  result.output = read_value(at, "output");
  result.code = at.text("code");
  result.message = at.text("message");
  if (at.find("retry_after") != nullptr)
    result.retry_after = read_duration(member(at, "retry_after"));
  return result;
}

ActionResult read_answer(const Given& given) {
  if (given.value.is_number()) return of_http(read_status(given), core::Json::object());
  return read_answer(given.members(answer_members()));
}

}  // namespace baton::simulate
