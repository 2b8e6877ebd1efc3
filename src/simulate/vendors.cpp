#include "baton/simulate/vendors.hpp"

#include "baton/core/text.hpp"

#include <utility>

namespace baton::simulate {

namespace {

using core::ActionResult;
using Kind = core::ActionResult::Kind;

constexpr std::size_t kMessageBytesMax = 500;

// What a status means for the step. `said_when`: the vendor said when to try again.
Kind kind_of(int status, bool said_when) {
  if (status >= 200 && status < 300) return Kind::succeeded;
  if (status == 429 || (status == 503 && said_when)) return Kind::throttled;
  if (status == 408 || status == 425 || status >= 500) return Kind::transient;
  return Kind::permanent;
}

std::string code_of(int status) { return "http_" + std::to_string(status); }

std::string message_of(int status, const core::Json& body) {
  const bool empty = body.is_null() || (body.is_object() && body.empty());
  const auto words = empty              ? std::string()
                     : body.is_string() ? body.get<std::string>()
                                        : core::dump(body);
  const auto told = core::one_line(words, kMessageBytesMax);
  return "HTTP " + std::to_string(status) + (told.empty() ? "" : ": " + told);
}

}  // namespace

ActionResult of_http(int status, core::Json body, core::Duration retry_after) {
  ActionResult result;
  result.kind = kind_of(status, retry_after > core::Duration{});
  result.retry_after = retry_after;
  if (result.kind == Kind::succeeded) {
    result.output = std::move(body);
    return result;
  }
  result.output = core::Json::object();
  result.code = code_of(status);
  result.message = message_of(status, body);
  return result;
}

void Vendors::script(const std::string& operation, Answers answers) {
  scripts_.insert_or_assign(operation, Script{std::move(answers)});
}

std::optional<ActionResult> Vendors::answer(const core::StartAction& action) {
  const auto found = scripts_.find(core::lane_of(action.connection, action.operation));
  if (found == scripts_.end() || found->second.answers.in_order.empty()) return std::nullopt;
  auto& script = found->second;
  const auto& answers = script.answers.in_order;
  if (script.answered == answers.size()) {
    if (!script.answers.over_and_over) return std::nullopt;
    --script.answered;
  }
  auto answer = answers[script.answered++];
  const bool looked = action.mode == core::StartAction::Mode::read_back;
  if (looked && answer.code == code_of(404)) answer.kind = Kind::not_found;
  return answer;
}

}  // namespace baton::simulate
