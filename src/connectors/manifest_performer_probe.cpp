#include "connectors/attempt.hpp"
#include "connectors/manifest_performer.hpp"
#include "connectors/request.hpp"

#include <array>
#include <utility>

// Tries a connection without acting over it.
namespace baton::connectors {

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

}  // namespace

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
  if (outcome.response) checks.push_back(sign_in(outcome.response->status));
  co_return checks;
}

}  // namespace baton::connectors
