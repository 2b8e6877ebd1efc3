#include "connectors/plugin/plugin_performer.hpp"

#include "baton/core/text.hpp"
#include "connectors/answer.hpp"
#include "connectors/attempt.hpp"

#include <algorithm>
#include <utility>

namespace baton::connectors {

namespace asio = boost::asio;
using core::ActionResult;
using core::Json;
using Check = Registry::Check;
using CheckResult = Registry::Check::Result;
using How = PluginAnswer::How;
using Kind = core::ActionResult::Kind;

namespace {

// The pause before another look when the program names none.
constexpr core::Duration kLookAgain = std::chrono::seconds(5);
// The pause that a program asks for without saying how long.
constexpr core::Duration kPauseDefault = std::chrono::seconds(1);
constexpr core::Duration kPauseMax = std::chrono::hours(24);
// How much of a code is kept. Codes of vendors are a few words.
constexpr std::size_t kPluginCodeBytesMax = 100;

PluginHost::Setup setup_of(const Connection& connection) {
  PluginHost::Setup setup;
  setup.program = connection.manifest->program;
  setup.name = connection.name;
  setup.settings = connection.view.at("settings");
  setup.concurrency = connection.limits.concurrency;
  for (const auto& secret : connection.secrets) setup.redaction.add(secret.reveal());
  return setup;
}

// The outcomes that a program may give. What it does not do for us, such as `held`, is none.
std::optional<Kind> kind_said(const Json& answer) {
  const auto kind = core::action_result_kind(core::text_at(answer, "outcome"));
  if (kind == Kind::held || kind == Kind::undecidable) return std::nullopt;
  return kind;
}

}  // namespace

PluginPerformer::PluginPerformer(const Connection& connection, PluginHost& host,
                                 const Registry::Options& options)
    : connection_(connection),
      host_(host),
      options_(options),
      rate_(connection.limits),
      withheld_(connection.secrets),
      session_(host.open(setup_of(connection))) {}

PluginPerformer::~PluginPerformer() { host_.close(session_); }

std::string PluginPerformer::check(std::string_view operation) const {
  return connection_.held(std::string(operation));
}

asio::awaitable<ActionResult> PluginPerformer::perform(const core::StartAction& action) {
  if (auto held = held_back(connection_, action)) co_return *std::move(held);
  const auto& operation = connection_.manifest->operations.at(action.operation);
  const bool look = action.mode == core::StartAction::Mode::read_back;
  if (look && !operation.looks) co_return cannot_look(connection_, operation.repeatable);
  if (!look) {
    if (const auto misfit = operation.input.misfit(action.input))
      co_return bad_input(formats::to_error(*misfit, "input"));
  }
  const auto wait = rate_.wait(std::chrono::steady_clock::now());
  if (wait) {
    auto too_long = co_await take_turn(rate_, *wait, options_.pace_wait_max);
    if (too_long) co_return *std::move(too_long);
  }
  auto ask = ask_for(action);
  auto answer = co_await host_.call(session_, std::move(ask), timeout_of(action, options_));
  auto result = look ? judge_look(std::move(answer)) : judge(std::move(answer), operation);
  withheld_.redaction().redact(result.output);
  withheld_.redaction().redact(result.message);
  withheld_.redaction().redact(result.code);
  // A program often passes on what its vendor has said, so it is treated as a vendor's words are.
  result.message = core::one_line(result.message, kPluginWordsBytesMax);
  result.code = core::one_line(result.code, kPluginCodeBytesMax);
  if (wait) result.waited = *wait;
  co_return result;
}

Json PluginPerformer::ask_for(const core::StartAction& action) const {
  const bool look = action.mode == core::StartAction::Mode::read_back;
  return {{"ask", look ? plugin::kLook : plugin::kPerform},
          {"operation", action.operation},
          {"input", action.input},
          {"key", action.key},
          {"context", action.context},
          {"attempt", action.attempt},
          {"timeout_ms", timeout_of(action, options_).count()}};
}

core::Result<Json> PluginPerformer::preview(const core::StartAction& action) const {
  const auto found = find_operation(connection_, action);
  if (!found) return found.error();
  auto shown = ask_for(action);
  withheld_.redaction().redact(shown);
  return Json{{"program", connection_.manifest->program.command}, {"request", std::move(shown)}};
}

ActionResult PluginPerformer::not_sent(const PluginAnswer& answer) const {
  const auto pause = std::chrono::duration_cast<core::Duration>(answer.retry_after);
  if (answer.code == "too_large") return {Kind::permanent, {}, answer.code, answer.why, {}};
  ActionResult result{Kind::throttled,
                      {},
                      "connector_" + answer.code,
                      answer.why,
                      std::max(pause, core::Duration(std::chrono::milliseconds(1)))};
  // Otherwise the program has ended, and will be started again.
  result.too_fast = answer.code == "busy";
  return result;
}

ActionResult PluginPerformer::judge(PluginAnswer answer, const OperationSpec& operation) const {
  if (answer.how == How::not_sent) return not_sent(answer);
  ActionResult result;
  if (answer.how == How::lost) {
    result = {Kind::unknown, {}, "connector_" + answer.code, answer.why, {}};
  } else if (!kind_said(answer.said)) {
    result = {Kind::unknown,
              {},
              "answer_not_understood",
              "expected an \"outcome\" that the protocol knows, got \"" +
                  core::text_at(answer.said, "outcome") + '"',
              {}};
  } else {
    result = said(answer.said);
  }
  if (result.kind == Kind::not_found) result.kind = Kind::permanent;  // it was not asked to look
  if (result.kind == Kind::unknown && operation.repeatable) {
    result.kind = Kind::transient;
    result.in_doubt = true;
  }
  return decidable(std::move(result), operation);
}

ActionResult PluginPerformer::judge_look(PluginAnswer answer) const {
  if (answer.how == How::not_sent) return not_sent(answer);
  ActionResult result;
  if (answer.how == How::answered && kind_said(answer.said))
    result = said(answer.said);
  else
    result = {Kind::unknown,
              {},
              "look_failed",
              answer.why.empty() ? "its answer cannot be understood" : answer.why,
              {}};
  switch (result.kind) {
    case Kind::succeeded:
    case Kind::not_found:
    case Kind::throttled: return result;
    case Kind::permanent: result.kind = Kind::undecidable; return result;
    default: break;
  }
  result.kind = Kind::unknown;
  if (result.retry_after <= core::Duration{}) result.retry_after = kLookAgain;
  return result;
}

ActionResult PluginPerformer::said(Json& answer) const {
  ActionResult result;
  result.kind = kind_said(answer).value();
  result.code = core::text_at(answer, "code");
  result.message = core::text_at(answer, "message");
  const auto* pause = core::find(answer, "retry_after_ms");
  if (pause != nullptr && pause->is_number_unsigned()) {
    const auto most = std::chrono::duration_cast<std::chrono::milliseconds>(kPauseMax).count();
    const auto asked = std::min(pause->get<std::uint64_t>(), static_cast<std::uint64_t>(most));
    result.retry_after = std::chrono::milliseconds(asked);
  }
  const bool waits = result.kind == Kind::throttled || result.kind == Kind::pending;
  if (waits && result.retry_after <= core::Duration{}) result.retry_after = kPauseDefault;
  if (result.kind != Kind::succeeded) return result;
  const auto output = answer.find("output");
  result.output = output != answer.end() ? std::move(*output) : Json::object();
  if (core::size_of(result.output, core::kOutputBytesMax).bytes > core::kOutputBytesMax)
    return {Kind::permanent,
            {},
            "output_too_large",
            "it was done, but its output is longer than a run may hold",
            {}};
  return result;
}

// What the program says of itself comes after what Baton can see.
asio::awaitable<std::vector<Check>> PluginPerformer::probe() {
  constexpr std::chrono::milliseconds kPluginProbeTimeout{10'000};
  std::vector<Check> checks{check_configuration(connection_.state)};
  if (checks.front().result != CheckResult::succeeded || !connection_.state.acts) co_return checks;
  const auto begun = std::chrono::steady_clock::now();
  Json ask{{"ask", plugin::kProbe}};
  auto answer = co_await host_.call(session_, std::move(ask), kPluginProbeTimeout);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun);
  const bool started = answer.how != How::not_sent;
  checks.push_back({"program", started ? CheckResult::succeeded : CheckResult::failed,
                    started ? "it runs, and has taken its settings" : answer.why, took});
  if (!started) co_return checks;
  const auto outcome = core::text_at(answer.said, "outcome");
  auto text = core::text_at(answer.said, "message");
  const bool silent = core::text_at(answer.said, "code") == plugin::kUnsupported;
  Check check{"answer", CheckResult::failed, std::move(text), took};
  if (answer.how == How::lost)
    check.text = answer.why;
  else if (silent)
    check = {"answer", CheckResult::unknown, "it has no test of its own", took};
  else if (outcome == "succeeded")
    check.result = CheckResult::succeeded;
  withheld_.redaction().redact(check.text);
  check.text = core::one_line(check.text, kPluginWordsBytesMax);
  checks.push_back(std::move(check));
  co_return checks;
}

}  // namespace baton::connectors
