#include "connectors/performer.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

// GCC 12 sees only one half of Asio's allocation of coroutine frames inlined, and takes the other for a mistake.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace baton::connectors {

namespace asio = boost::asio;
using core::ActionResult;
using core::Json;
using Kind = core::ActionResult::Kind;
using std::chrono::steady_clock;

struct Performer::Call {
  const core::StartAction& action;
  Time deadline;
  Json key{};
  Json attempt{};
  std::optional<Answer> looked_up{};
  Values names{};
};

namespace {

std::chrono::milliseconds left_until(steady_clock::time_point deadline) {
  return std::max(std::chrono::milliseconds(1),
                  std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now()));
}

ActionResult bad_input(const core::Error& error) { return {Kind::permanent, {}, "bad_input", error.text(), {}}; }

}  // namespace

asio::awaitable<ActionResult> Performer::perform(const core::StartAction& action) {
  const auto found = connection_.manifest->operations.find(action.operation);
  if (found == connection_.manifest->operations.end()) {
    co_return ActionResult{Kind::permanent,
                           {},
                           "unknown_operation",
                           connection_.manifest->name + " has no operation \"" + action.operation + "\"",
                           {}};
  }
  if (!connection_.state.active) {
    co_return ActionResult{Kind::permanent,
                           {},
                           "connection_inactive",
                           "connection \"" + connection_.name + "\" is not active: " + connection_.state.reason,
                           {}};
  }
  const auto timeout = action.timeout > core::Duration{} ? std::chrono::duration_cast<std::chrono::milliseconds>(action.timeout)
                                                         : options_.timeout;
  Call call{action, steady_clock::now() + timeout};
  call.key = action.key;
  call.attempt = action.attempt;
  call.names.bind("input", action.input).bind("connection", connection_.view).bind("context", action.context);
  call.names.bind("key", call.key).bind("attempt", call.attempt);
  if (action.mode == core::StartAction::Mode::read_back) co_return co_await read_back(call, found->second);
  co_return co_await run(call, found->second);
}

asio::awaitable<ActionResult> Performer::run(Call& call, const OperationSpec& operation) {
  if (operation.lookup) {
    auto asked = co_await ask(call, *operation.lookup, true, {});
    if (!asked.answer) co_return std::move(asked.otherwise);
    call.looked_up = std::move(asked.answer);
    call.looked_up->bind(call.names);
    // The lookup changes nothing: only its refusals matter, read as HTTP and the connector's rules say.
    OperationSpec plain;
    plain.errors = operation.errors;
    auto result = classify(plain, *call.looked_up, call.names, clock_.now());
    if (result.kind != Kind::succeeded) co_return result;
    call.names.bind("lookup", call.looked_up->body);
  }
  const bool repeatable = operation.repeatable || !operation.key_header.empty();
  auto asked = co_await ask(call, operation.request, repeatable, operation.key_header);
  if (!asked.answer) co_return std::move(asked.otherwise);
  asked.answer->bind(call.names);
  co_return classify(operation, *asked.answer, call.names, clock_.now());
}

asio::awaitable<ActionResult> Performer::read_back(Call& call, const OperationSpec& operation) {
  if (!operation.find) {
    if (operation.repeatable || !operation.key_header.empty()) {
      co_return ActionResult{Kind::not_found, {}, "", "sending it again has no further effect", {}};
    }
    co_return ActionResult{Kind::unknown,
                           {},
                           "cannot_read_back",
                           "whether the last attempt took effect cannot be found out here; look in " + connection_.state.title +
                               ", then retry or skip the step",
                           {}};
  }
  auto asked = co_await ask(call, operation.find->request, true, {});
  if (!asked.answer) {
    asked.otherwise.kind = Kind::unknown;
    co_return std::move(asked.otherwise);
  }
  asked.answer->bind(call.names);
  const int status = asked.answer->code;
  if ((status < 200 || status > 299) && status != 404) {
    OperationSpec plain;
    auto result = classify(plain, *asked.answer, call.names, clock_.now());
    result.kind = Kind::unknown;
    co_return result;
  }
  if (status != 404) {
    const auto found = operation.find->found->evaluate(call.names);
    if (!found.value) co_return ActionResult{Kind::unknown, {}, "answer_not_understood", found.value.error().message, {}};
    if (found.value->is_true()) co_return found_effect(call, operation, *asked.answer);
  }
  co_return ActionResult{Kind::not_found, {}, "", "no trace of the last attempt", {}};
}

ActionResult Performer::found_effect(const Call& call, const OperationSpec& operation, const Answer& answer) {
  ActionResult result;
  const auto& output = operation.find->output ? operation.find->output : operation.output;
  if (!output) {
    result.output = answer.body;
    return result;
  }
  auto rendered = output->render(call.names);
  if (!rendered) return {Kind::unknown, {}, "answer_not_understood", rendered.error().message, {}};
  result.output = std::move(*rendered);
  return result;
}

asio::awaitable<Performer::Asked> Performer::ask(Call& call, const RequestSpec& spec, bool repeatable,
                                                 std::string_view key_header) {
  Asked asked;
  if (auto wait = co_await pace(call.deadline)) {
    asked.otherwise = std::move(*wait);
    co_return asked;
  }
  std::uint64_t refused = 0;
  for (int round = 0;; ++round) {
    if (connection_.auth.kind == AuthKind::oauth2) {
      if (auto problem = co_await authorize(call.deadline, refused)) {
        asked.otherwise = std::move(*problem);
        co_return asked;
      }
    }
    auto rendered = render_request(spec, connection_, base(), call.names, key_header, call.action.key);
    if (!rendered) {
      asked.otherwise = bad_input(rendered.error());
      co_return asked;
    }
    auto& request = rendered->request;
    request.head += connection_.header_lines.reveal();
    const auto used = token_number_;
    if (!token_.empty()) request.head.append("Authorization: Bearer ").append(token_.reveal()).append("\r\n");
    request.timeout = left_until(call.deadline);
    request.repeatable = repeatable;
    auto outcome = co_await http_.exchange(std::move(rendered->origin), connection_.allow_private, std::move(rendered->request));
    if (!outcome.response) {
      asked.otherwise = classify(outcome.failure, repeatable);
      co_return asked;
    }
    // A token may end early: once, and only once, another is fetched. A 401 was not acted on.
    if (outcome.response->status == 401 && connection_.auth.kind == AuthKind::oauth2 && round == 0) {
      refused = used;
      continue;
    }
    redact(outcome.response->body);
    asked.answer = Answer::of(*outcome.response);
    co_return asked;
  }
}

// An endpoint that echoes what it gets must not bring a secret into a run's journal.
void Performer::redact(std::string& text) const {
  for (const auto secret : {connection_.password.reveal(), token_.reveal(), connection_.refresh_token.reveal()}) {
    if (secret.size() < 8) continue;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at))
      text.replace(at, secret.size(), "[secret]");
  }
}

const Url* Performer::base() const {
  if (token_base_) return &*token_base_;
  return connection_.base ? &*connection_.base : nullptr;
}

asio::awaitable<std::optional<ActionResult>> Performer::pace(Time deadline) {
  const auto& limits = connection_.limits;
  if (limits.rate <= 0) co_return std::nullopt;
  const auto now = steady_clock::now();
  if (!paced_at_)
    tokens_ = limits.burst;
  else
    tokens_ = std::min(limits.burst, tokens_ + limits.rate * std::chrono::duration<double>(now - *paced_at_).count());
  paced_at_ = now;
  if (tokens_ >= 1) {
    tokens_ -= 1;
    co_return std::nullopt;
  }
  const auto wait =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>((1 - tokens_) / limits.rate)) +
      std::chrono::milliseconds(1);
  if (wait > options_.pace_wait_max || now + wait >= deadline) {
    co_return ActionResult{
        Kind::throttled, {}, "rate_limit", "the connection's own rate limit", std::chrono::duration_cast<core::Duration>(wait)};
  }
  // Taken now, paid for by waiting: whoever comes next waits behind.
  tokens_ -= 1;
  asio::steady_timer timer(co_await asio::this_coro::executor, wait);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return std::nullopt;
}

}  // namespace baton::connectors
