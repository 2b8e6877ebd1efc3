#include "connectors/attempt.hpp"
#include "connectors/manifest_performer.hpp"
#include "connectors/manifest_performer_call.hpp"
#include "connectors/request.hpp"

#include <array>
#include <iterator>
#include <utility>

// Tries a connection without acting over it.
namespace baton::connectors {

using Kind = core::ActionResult::Kind;

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Check = Registry::Check;
using CheckResult = Registry::Check::Result;

namespace {

constexpr milliseconds kProbeTimeout{10'000};

milliseconds since(steady_clock::time_point begun) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
}

// The check at which a request without an answer failed.
std::string_view failed_at(const HttpFailure& failure) {
  if (failure.code == "resolve") return "name";
  if (failure.code == "egress_refused") return "allowed";
  if (failure.code == "connect" || failure.code == "proxy") return "tcp";
  if (failure.code == "tls") return "tls";
  return failure.stage == HttpFailure::Stage::not_sent ? "tcp" : "answer";
}

// Adds a check for each stage that a request passed, and for the one at which it failed.
void add_way(std::vector<Check>& checks, const formats::Origin& origin, const HttpOutcome& outcome,
             milliseconds took) {
  const std::string_view failed = outcome.response ? "" : failed_at(outcome.failure);
  for (const std::string_view step :
       std::array<std::string_view, 4>{"name", "tcp", "tls", "answer"}) {
    if (failed == "allowed" || step == failed) break;
    if (step == "tls" && !origin.tls) continue;
    const bool last = step == "answer";
    checks.push_back({std::string(step), CheckResult::succeeded,
                      last ? "HTTP " + std::to_string(outcome.response->status) : origin.text(),
                      last ? took : milliseconds{}});
  }
  if (!failed.empty())
    checks.push_back({std::string(failed), CheckResult::failed, outcome.failure.message, took});
}

// The check of the credentials. An answer that does not refuse them proves nothing, because the
// address may ask for none.
Check sign_in(int status) {
  if (status == 401 || status == 403)
    return {"sign_in",
            CheckResult::failed,
            "HTTP " + std::to_string(status) + ": the vendor refuses these credentials here",
            {}};
  return {"sign_in",
          CheckResult::unknown,
          "not refused; whether every operation is allowed shows when it is used",
          {}};
}

// The check of what the credentials may do, by what the vendor says of that.
Check scope(const core::Json& said) {
  if (!said.is_string() || said.get_ref<const std::string&>().empty())
    return {"scope",
            CheckResult::unknown,
            "not told; whether every operation is allowed shows when it is used",
            {}};
  return {"scope", CheckResult::succeeded, said.get<std::string>(), {}};
}

// What the answer to a test means for the credentials. `status`: of the answer. The request of a
// test is always the same and known to be right, so a refusal inside a success, as Slack sends it,
// or with 400, as Meta sends it, is a refusal of the credentials.
std::vector<Check> told_by(const OperationSpec& test, int status,
                           const core::ActionResult& result) {
  if (result.kind == Kind::succeeded)
    return {{"sign_in", CheckResult::succeeded, "the vendor takes these credentials", {}},
            scope(test.output ? result.output : core::Json())};
  const auto why = result.message.empty() ? "HTTP " + std::to_string(status) : result.message;
  if (status == 403)
    return {{"scope",
             CheckResult::failed,
             "refused, for who signs in or for what that one may do: " + why,
             {}}};
  if (status == 401 || (status <= 400 && result.kind == Kind::permanent))
    return {{"sign_in", CheckResult::failed, why, {}}};
  return {{"sign_in", CheckResult::unknown, "not told: " + why, {}}};
}

}  // namespace

asio::awaitable<std::vector<Check>> ManifestPerformer::try_credentials(const OperationSpec& test) {
  core::StartAction action;
  action.connection = connection_.name;
  action.input = core::Json::object();
  action.context = core::Json::object();
  Call call(action, connection_.view, kProbeTimeout);
  const auto begun = steady_clock::now();
  auto asked = co_await ask(call, test.request, test, {}, {});
  std::vector<Check> checks;
  if (asked.answer) {
    asked.answer->bind(call.names);
    checks = told_by(test, asked.answer->code, classify(test, *asked.answer, call.names));
  } else {
    checks.push_back({"sign_in", CheckResult::unknown, "not told: " + asked.failure.message, {}});
  }
  checks.front().took = since(begun);
  co_return checks;
}

asio::awaitable<std::vector<Check>> ManifestPerformer::probe() {
  std::vector<Check> checks{check_configuration(connection_.state)};
  if (checks.front().result != CheckResult::succeeded || !connection_.state.acts) co_return checks;
  if (session_.renews()) {
    const auto begun = steady_clock::now();
    const auto problem = co_await session_.ready(0);
    checks.push_back({"token", problem ? CheckResult::failed : CheckResult::succeeded,
                      problem ? problem->message : "the vendor has given one", since(begun)});
    if (problem) co_return checks;
  }
  const auto* base = session_.base();
  if (base == nullptr) co_return checks;  // each action says where it goes
  HttpRequest request;
  request.method = "GET";
  request.target = target_of(*base);
  request.head = connection_.header_lines.reveal();
  request.timeout = kProbeTimeout;
  request.repeatable = true;
  auto origin = base->origin;
  session_.apply(request, origin);
  const auto begun = steady_clock::now();
  const auto outcome = co_await http_.exchange(origin, connection_.egress, std::move(request));
  add_way(checks, origin, outcome, since(begun));
  if (!outcome.response) co_return checks;
  if (!connection_.manifest->test) {
    checks.push_back(sign_in(outcome.response->status));
    co_return checks;
  }
  auto told = co_await try_credentials(*connection_.manifest->test);
  checks.insert(checks.end(), std::make_move_iterator(told.begin()),
                std::make_move_iterator(told.end()));
  co_return checks;
}

}  // namespace baton::connectors
