#include "connectors/manifest_performer.hpp"

#include "connectors/attempt.hpp"
#include "connectors/exchange.hpp"
#include "connectors/manifest_performer_call.hpp"
#include "connectors/pages.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace baton::connectors {

namespace asio = boost::asio;
using core::ActionResult;
using Kind = core::ActionResult::Kind;
using std::chrono::steady_clock;

namespace {

// Whether the input asks for all pages of a list as one.
bool wants_all(const OperationSpec& operation, const core::Json& input) {
  if (!operation.pages) return false;
  const auto* all = core::find(input, "all");
  return all != nullptr && *all == true;
}

// Makes the address of the next page absolute, if the output has one.
void resolve_next(const PagesSpec& pages, const formats::Origin& origin, std::string_view target,
                  const ingress::Values& names, core::Json& output) {
  if (!pages.address || !output.is_object()) return;
  const auto next = output.find("next");
  if (next == output.end() || !next->is_string()) return;
  const auto& reference = next->get_ref<const std::string&>();
  if (reference.empty() || !ingress::holds(*pages.address, names)) return;
  *next = formats::resolve(origin, target, reference);
}

}  // namespace

ManifestPerformer::ManifestPerformer(const Connection& connection, HttpClient& http,
                                     const ports::Clock& clock, const Registry::Options& options)
    : connection_(connection),
      http_(http),
      clock_(clock),
      options_(options),
      rate_(connection.limits),
      withheld_(connection.secrets),
      session_(connection, http, clock, options.timeout, withheld_, options.secrets) {}

std::string ManifestPerformer::check(std::string_view operation) const {
  return connection_.held(std::string(operation));
}

asio::awaitable<ActionResult> ManifestPerformer::perform(const core::StartAction& action) {
  if (auto held = held_back(connection_, action)) co_return *std::move(held);
  const auto& operation = connection_.manifest->operations.at(action.operation);
  Call call(action, connection_.view, timeout_of(action, options_));
  if (action.mode == core::StartAction::Mode::read_back)
    co_return co_await read_back(call, operation);
  if (const auto misfit = operation.input.misfit(action.input))
    co_return bad_input(formats::to_error(*misfit, "input"));
  // Most actions have one page, and so one coroutine less to make.
  auto running = operation.usage                      ? run_metered(call, operation)
                 : wants_all(operation, action.input) ? run_all(call, operation)
                                                      : run(call, operation);
  auto result = decidable(co_await std::move(running), operation);
  result.waited = call.waited;
  co_return result;
}

// A page that fails fails the action: half of a list is no result.
asio::awaitable<ActionResult> ManifestPerformer::run_all(Call& call,
                                                         const OperationSpec& operation) {
  auto result = co_await run(call, operation);
  if (result.kind != Kind::succeeded) co_return result;
  Pages pages(*operation.pages, std::move(result.output));
  auto input = call.action.input;
  std::vector<core::Json> asked;
  asked.push_back(input.value("next", core::Json()));
  while (pages.wants_more()) {
    if (std::find(asked.begin(), asked.end(), pages.next()) != asked.end()) {
      co_return ActionResult{
          Kind::permanent, {}, "pages_repeat", "the next page is one that was read already", {}};
    }
    asked.push_back(pages.next());
    input["next"] = pages.next();
    if (const auto misfit = operation.input.misfit(input)) {
      co_return ActionResult{
          Kind::permanent,
          {},
          "answer_not_understood",
          "the next page cannot be asked for: " + formats::to_error(*misfit, "input").text(),
          {}};
    }
    call.names.bind("input", input);
    auto page = co_await run(call, operation);
    if (page.kind != Kind::succeeded) co_return page;
    result.retry_after = page.retry_after;
    pages.add(std::move(page.output));
  }
  result.output = pages.take();
  co_return result;
}

asio::awaitable<ActionResult> ManifestPerformer::run(Call& call, const OperationSpec& operation) {
  if (auto left = if_left_alone(call, operation)) co_return std::move(*left);
  if (operation.lookup) {
    auto ended = co_await ask_lookup(call, operation);
    if (ended) co_return std::move(*ended);
  }
  auto asked = co_await ask(call, operation.request, operation, operation.key_header, {});
  ActionResult result;
  if (asked.answer) {
    asked.answer->bind(call.names);
    result = classify(operation, *asked.answer, call.names);
    note_quota(*asked.answer, result);
    if (operation.pages && result.kind == Kind::succeeded)
      resolve_next(*operation.pages, *asked.origin, asked.target, call.names, result.output);
    if (operation.usage) read_usage(call, operation, asked);
    if (result.scope == ActionResult::Scope::action)
      leave_alone(call, operation, *asked.answer, result.retry_after);
    if (result.kind == Kind::permanent && still_at_it(call, operation, asked))
      result.kind = Kind::transient;
  } else {
    result = std::move(asked.failure);
    call.used_nothing = !asked.in_doubt;
  }
  const bool failed_there = asked.answer && asked.answer->code >= 500 && asked.answer->code != 503;
  const bool ended = result.kind == Kind::transient || result.kind == Kind::permanent;
  result.in_doubt = ended && operation.request.method != "GET" && (asked.in_doubt || failed_there);
  keep_exchange(result, operation.request, asked);
  co_return result;
}

// What the answer to a lookup means is told by the error rules of the operation and by HTTP. The
// output of the operation is made of it only if it says that there is nothing left to do.
asio::awaitable<std::optional<ActionResult>> ManifestPerformer::ask_lookup(
    Call& call, const OperationSpec& operation) {
  OperationSpec plain;
  plain.errors = operation.errors;
  plain.repeatable = true;
  auto asked = co_await ask(call, *operation.lookup, plain, {}, {});
  auto& result = asked.failure;
  bool done = false;
  if (asked.answer) {
    asked.answer->bind(call.names);
    const auto* rule = rule_of(plain, *asked.answer, call.names);
    done = rule != nullptr && rule->kind == Kind::succeeded && !rule->retry_after;
    if (done) plain.output = operation.output;
    result = classify(plain, *asked.answer, call.names);
  }
  if (done || result.kind != Kind::succeeded) {
    keep_exchange(result, *operation.lookup, asked);
    co_return std::move(result);
  }
  call.looked_up = std::move(asked.answer);
  call.looked_up->bind(call.names);
  call.names.bind("lookup", call.looked_up->body);
  co_return std::nullopt;
}

void ManifestPerformer::note_quota(const Answer& answer, ActionResult& result) {
  const auto wait =
      std::max(answer.quota_wait.value_or(core::Duration{}),
               result.kind == Kind::succeeded ? result.retry_after : core::Duration{});
  if (wait <= core::Duration{}) return;
  quota_begins_ = core::plus(clock_.steady(), wait);
  if (result.kind == Kind::succeeded) result.retry_after = wait;
}

std::optional<ActionResult> ManifestPerformer::if_left_alone(const Call& call,
                                                             const OperationSpec& operation) const {
  const auto until_quota = quota_begins_ ? *quota_begins_ - clock_.steady() : core::Duration{};
  if (until_quota > core::Duration{}) {
    ActionResult result{Kind::throttled,
                        {},
                        "quota_used_up",
                        connection_.state.title + " says that nothing is left of its quota",
                        until_quota};
    result.too_fast = false;
    return result;
  }
  if (left_alone_.empty()) return std::nullopt;  // mostly so, and no rule has to be rendered
  for (const auto& rule : operation.errors) {
    if (!rule.about) continue;
    const auto about = ingress::render_text(*rule.about, call.names);
    const auto left = about ? left_alone_.left(*about, clock_.steady()) : core::Duration{};
    if (left <= core::Duration{}) continue;
    ActionResult result{Kind::throttled, {}, "left_alone", "", left};
    result.message = connection_.state.title + " asked to leave \"" + *about + "\" alone";
    result.scope = ActionResult::Scope::action;
    return result;
  }
  return std::nullopt;
}

void ManifestPerformer::leave_alone(const Call& call, const OperationSpec& operation,
                                    const Answer& answer, core::Duration wait) {
  const auto* rule = rule_of(operation, answer, call.names);
  if (rule == nullptr || !rule->about || wait <= core::Duration{}) return;
  auto about = ingress::render_text(*rule->about, call.names);
  if (!about || about->empty()) return;
  const auto now = clock_.steady();
  left_alone_.leave(std::move(*about), core::plus(now, wait), now);
}

// True for a conflict with an earlier attempt under the same key that the vendor is still
// processing (draft-ietf-httpapi-idempotency-key-header, section 2.6).
bool ManifestPerformer::still_at_it(const Call& call, const OperationSpec& operation,
                                    const Asked& asked) {
  return asked.answer->code == 409 && !operation.key_header.empty() &&
         (call.attempt > 1 || asked.in_doubt);
}

asio::awaitable<ManifestPerformer::Asked> ManifestPerformer::ask(Call& call,
                                                                 const RequestSpec& spec,
                                                                 const OperationSpec& operation,
                                                                 std::string key_header,
                                                                 std::string page) {
  Asked asked;
  const auto began = steady_clock::now();
  if (const auto wait = rate_.wait(began)) {
    auto too_long = co_await take_turn(rate_, *wait, options_.pace_wait_max);
    if (too_long) {
      asked.failure = std::move(*too_long);
      co_return asked;
    }
    if (!call.deadline) call.waited = *wait;
  }
  std::uint64_t refused = 0;
  for (int round = 0;; ++round) {
    if (session_.renews()) {
      auto problem = co_await session_.ready(refused);
      if (problem) {
        asked.failure = std::move(*problem);
        co_return asked;
      }
    }
    if (round == 0 && call.deadline) *call.deadline += steady_clock::now() - began;
    const auto* base = session_.base();
    auto rendered =
        render_request(spec, connection_, base, call.names, key_header, call.action.key);
    if (!rendered) {
      asked.failure = unrendered(call, spec, rendered.error());
      co_return asked;
    }
    auto& request = rendered->request;
    if (!page.empty()) request.target = page;
    asked.target = request.target;
    asked.origin = rendered->origin;
    core::Json exchange;
    if (options_.on_exchange) exchange["request"] = request_json(rendered->origin, request);
    request.head += connection_.header_lines.reveal();
    if (call.action.trace.span != 0)
      request.head.append("traceparent: ").append(call.action.trace.text()).append("\r\n");
    const auto used = session_.number();
    session_.apply(request, rendered->origin);
    request.timeout = call.left();
    request.repeatable = operation.safe_to_repeat();
    const bool own_address = base != nullptr && rendered->origin == base->origin;
    const auto sent = steady_clock::now();
    auto outcome = co_await http_.exchange(std::move(rendered->origin), connection_.egress,
                                           std::move(rendered->request));
    asked.took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - sent);
    asked.in_doubt = asked.in_doubt || outcome.in_doubt ||
                     (!outcome.response && outcome.failure.stage == HttpFailure::Stage::maybe_sent);
    if (!outcome.response) {
      const bool own_network = own_address && outcome.failure.stage == HttpFailure::Stage::refused;
      asked.failure =
          own_network ? incomplete(outcome.failure.message) : classify(outcome.failure, operation);
      co_return asked;
    }
    // A token may end early, so after a 401 a new one is fetched, once. The vendor has not acted on
    // a request that it answers with 401.
    if (outcome.response->status == 401 && session_.renews() && round == 0) {
      refused = used;
      continue;
    }
    // To read and to search all header fields takes longer than the rest of most answers.
    const bool with_headers = options_.on_exchange || operation.reads_headers ||
                              &spec != &operation.request ||
                              !is_success(operation, outcome.response->status);
    asked.answer = Answer::of(*outcome.response, spec, connection_, withheld_.redaction(),
                              clock_.now(), with_headers);
    if (options_.on_exchange) tell_exchange(std::move(exchange), *asked.answer);
    co_return asked;
  }
}

void ManifestPerformer::keep_exchange(ActionResult& result, const RequestSpec& spec,
                                      const Asked& asked) const {
  const bool ended_badly = result.kind == Kind::transient || result.kind == Kind::permanent ||
                           result.kind == Kind::unknown;
  if (!ended_badly || !asked.origin) return;
  result.exchange = whole_exchange(spec.method, asked.origin->text() + asked.target,
                                   asked.answer ? &*asked.answer : nullptr, withheld_.redaction());
  result.exchange["ms"] = asked.took.count();
}

void ManifestPerformer::tell_exchange(core::Json exchange, const Answer& answer) const {
  exchange["answer"] = {
      {"status", answer.code}, {"headers", answer.headers}, {"body", answer.body}};
  withheld_.redaction().redact(exchange);
  options_.on_exchange(exchange);
}

// An input that does not fit is a mistake of the template, and the action fails. A setting without
// a value is a mistake of our configuration, and the action is held. The setting is the cause if
// the request can be rendered once it has some value, or if the error names it.
ActionResult ManifestPerformer::unrendered(const Call& call, const RequestSpec& spec,
                                           const core::Error& error) const {
  if (error.code == core::Errc::unavailable) return incomplete(error.message);
  if (connection_.unset.empty()) return bad_input(error);
  auto names = call.names;
  names.bind("connection", connection_.view_if_set);
  bool lacking = static_cast<bool>(
      render_request(spec, connection_, session_.base(), names, {}, call.action.key));
  std::string unset;
  for (const auto& [name, why] : connection_.unset) {
    lacking |= error.text().find("connection.settings." + name) != std::string::npos;
    unset += (unset.empty() ? "" : ", ") + name + " (" + why + ")";
  }
  if (!lacking) return bad_input(error);
  return incomplete("a setting of the connection \"" + connection_.name +
                    "\" that this action needs is not set: " + unset);
}

}  // namespace baton::connectors
