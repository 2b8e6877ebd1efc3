#include "connectors/performer.hpp"

#include "connectors/performer_call.hpp"
#include "connectors/retry_after.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

// GCC 12 sees only one half of Asio's allocation of coroutine frames inlined, and takes the other
// for a mistake.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace baton::connectors {

namespace asio = boost::asio;
using core::ActionResult;
using Kind = core::ActionResult::Kind;
using std::chrono::steady_clock;

namespace {

// An attempt that takes longer than a day is a mistake in a template, and larger numbers do not fit
// the clock.
constexpr core::Duration kTimeoutMax = std::chrono::hours(24);
// An access token of before the last renewal may still be in an answer that is under way.
constexpr std::size_t kPassingSecretsMax = 6;

// What our own configuration lacks is nobody's answer: the action waits until it is there.
ActionResult bad_input(const core::Error& error) {
  return {Kind::permanent, {}, "bad_input", error.text(), {}};
}

}  // namespace

ActionResult Performer::incomplete(std::string reason) {
  return {Kind::held, {}, "connection_incomplete", std::move(reason), {}};
}

Performer::Performer(const Connection& connection, HttpClient& http, const ports::Clock& clock,
                     const Registry::Options& options)
    : connection_(connection), http_(http), clock_(clock), options_(options) {
  for (const auto& secret : connection_.secrets) redaction_.add(secret.reveal());
}

asio::awaitable<ActionResult> Performer::perform(const core::StartAction& action) {
  if (auto reason = connection_.held(action.operation); !reason.empty()) {
    co_return ActionResult{Kind::held,
                           {},
                           connection_.state.active ? "unknown_operation" : "connection_inactive",
                           std::move(reason),
                           {}};
  }
  const auto& operation = connection_.manifest->operations.at(action.operation);
  const auto timeout = action.timeout > core::Duration{}
                           ? std::chrono::duration_cast<std::chrono::milliseconds>(
                                 std::min(action.timeout, kTimeoutMax))
                           : options_.timeout;
  Call call{action, timeout};
  call.key = action.key;
  call.attempt = action.attempt;
  call.names.bind("input", action.input)
      .bind("connection", connection_.view)
      .bind("context", action.context);
  call.names.bind("key", call.key).bind("attempt", call.attempt);
  if (action.mode == core::StartAction::Mode::read_back)
    co_return co_await read_back(call, operation);
  if (const auto misfit = operation.input.misfit(action.input))
    co_return bad_input(formats::to_error(*misfit, "input"));
  auto result = co_await run(call, operation);
  co_return decidable(std::move(result), operation);
}

asio::awaitable<ActionResult> Performer::run(Call& call, const OperationSpec& operation) {
  if (operation.lookup) {
    // The lookup changes nothing: only its refusals matter, read as HTTP and the connector's rules
    // say.
    OperationSpec plain;
    plain.errors = operation.errors;
    plain.repeatable = true;
    auto asked = co_await ask(call, *operation.lookup, plain, {}, {});
    if (!asked.answer) co_return std::move(asked.otherwise);
    call.looked_up = std::move(asked.answer);
    call.looked_up->bind(call.names);
    auto result = classify(plain, *call.looked_up, call.names, clock_.now());
    if (result.kind != Kind::succeeded) co_return result;
    call.names.bind("lookup", call.looked_up->body);
  }
  auto asked = co_await ask(call, operation.request, operation, operation.key_header, {});
  ActionResult result;
  if (asked.answer) {
    asked.answer->bind(call.names);
    result = classify(operation, *asked.answer, call.names, clock_.now());
    if (result.kind == Kind::permanent && still_at_it(call, operation, asked))
      result.kind = Kind::transient;
  } else {
    result = std::move(asked.otherwise);
  }
  const bool failed_there = asked.answer && asked.answer->code >= 500 && asked.answer->code != 503;
  const bool ended = result.kind == Kind::transient || result.kind == Kind::permanent;
  result.in_doubt = ended && operation.request.method != "GET" && (asked.in_doubt || failed_there);
  co_return result;
}

// The Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header, section 2.6): a conflict
// with an earlier attempt under the same key, which is still being processed.
bool Performer::still_at_it(const Call& call, const OperationSpec& operation, const Asked& asked) {
  return asked.answer->code == 409 && !operation.key_header.empty() &&
         (call.attempt > 1 || asked.in_doubt);
}

asio::awaitable<Performer::Asked> Performer::ask(Call& call, const RequestSpec& spec,
                                                 const OperationSpec& operation,
                                                 std::string key_header, std::string place) {
  Asked asked;
  const auto began = steady_clock::now();
  if (auto wait = co_await pace()) {
    asked.otherwise = std::move(*wait);
    co_return asked;
  }
  std::uint64_t refused = 0;
  for (int round = 0;; ++round) {
    if (connection_.auth.kind == AuthKind::oauth2) {
      if (auto problem = co_await authorize(refused)) {
        asked.otherwise = std::move(*problem);
        co_return asked;
      }
    }
    if (round == 0 && call.deadline) *call.deadline += steady_clock::now() - began;
    auto rendered =
        render_request(spec, connection_, base(), call.names, key_header, call.action.key);
    if (!rendered) {
      asked.otherwise = unrendered(call, spec, rendered.error());
      co_return asked;
    }
    auto& request = rendered->request;
    if (!place.empty()) request.target = place;
    asked.target = request.target;
    request.head += connection_.header_lines.reveal();
    const auto used = token_number_;
    if (!token_.empty())
      request.head.append("Authorization: Bearer ").append(token_.reveal()).append("\r\n");
    request.timeout = call.left();
    request.repeatable = operation.safe_to_repeat();
    const bool own_address = base() != nullptr && rendered->origin == base()->origin;
    auto outcome = co_await http_.exchange(std::move(rendered->origin), connection_.egress,
                                           std::move(rendered->request));
    asked.in_doubt = asked.in_doubt || outcome.in_doubt ||
                     (!outcome.response && outcome.failure.stage == HttpFailure::Stage::maybe_sent);
    if (!outcome.response) {
      const bool own_network = own_address && outcome.failure.stage == HttpFailure::Stage::refused;
      asked.otherwise =
          own_network ? incomplete(outcome.failure.message) : classify(outcome.failure, operation);
      co_return asked;
    }
    // A token may end early: once, and only once, another is fetched. A 401 was not acted on.
    if (outcome.response->status == 401 && connection_.auth.kind == AuthKind::oauth2 &&
        round == 0) {
      refused = used;
      continue;
    }
    asked.answer = Answer::of(*outcome.response, connection_, redaction_, clock_.now());
    co_return asked;
  }
}

// An input that does not fit is the template's mistake, and fails. A setting of the connection that
// is not there is ours: it is when the request could be rendered with it, or when its name is in
// what went wrong.
ActionResult Performer::unrendered(const Call& call, const RequestSpec& spec,
                                   const core::Error& error) const {
  if (error.code == core::Errc::unavailable) return incomplete(error.message);
  if (connection_.unset.empty()) return bad_input(error);
  auto names = call.names;
  names.bind("connection", connection_.view_if_set);
  bool lacking =
      static_cast<bool>(render_request(spec, connection_, base(), names, {}, call.action.key));
  std::string unset;
  for (const auto& [name, why] : connection_.unset) {
    lacking |= error.text().find("connection.settings." + name) != std::string::npos;
    unset += (unset.empty() ? "" : ", ") + name + " (" + why + ")";
  }
  if (!lacking) return bad_input(error);
  return incomplete("a setting of the connection \"" + connection_.name +
                    "\" that this action needs is not set: " + unset);
}

// From now on this secret may not come back in an answer; the oldest of its kind is let go.
void Performer::keep_out(const core::Secret& secret) {
  const auto known = [&secret](const core::Secret& one) { return one.reveal() == secret.reveal(); };
  if (secret.empty() || std::any_of(passing_secrets_.begin(), passing_secrets_.end(), known))
    return;
  passing_secrets_.push_back(secret);
  if (passing_secrets_.size() > kPassingSecretsMax) passing_secrets_.pop_front();
  redaction_ = Redaction();
  for (const auto& one : connection_.secrets) redaction_.add(one.reveal());
  for (const auto& one : passing_secrets_) redaction_.add(one.reveal());
}

const formats::Url* Performer::base() const {
  if (token_base_) return &*token_base_;
  return connection_.base ? &*connection_.base : nullptr;
}

asio::awaitable<std::optional<ActionResult>> Performer::pace() {
  const auto& limits = connection_.limits;
  if (limits.rate <= 0) co_return std::nullopt;
  const auto now = steady_clock::now();
  if (!paced_at_)
    tokens_ = limits.burst;
  else
    tokens_ =
        std::min(limits.burst,
                 tokens_ + limits.rate * std::chrono::duration<double>(now - *paced_at_).count());
  paced_at_ = now;
  if (tokens_ >= 1) {
    tokens_ -= 1;
    co_return std::nullopt;
  }
  const auto seconds =
      std::min((1 - tokens_) / limits.rate, std::chrono::duration<double>(kRetryAfterMax).count());
  const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::duration<double>(seconds)) +
                    std::chrono::milliseconds(1);
  if (wait > options_.pace_wait_max) {
    co_return ActionResult{Kind::throttled,
                           {},
                           "rate_limit",
                           "the connection's own rate limit",
                           std::chrono::duration_cast<core::Duration>(wait)};
  }
  // Taken now, paid for by waiting: whoever comes next waits behind.
  tokens_ -= 1;
  asio::steady_timer timer(co_await asio::this_coro::executor, wait);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return std::nullopt;
}

}  // namespace baton::connectors
