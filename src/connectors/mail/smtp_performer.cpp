#include "connectors/mail/smtp_performer.hpp"

#include "connectors/answer.hpp"
#include "connectors/attempt.hpp"
#include "connectors/mail/mime.hpp"

#include <utility>

namespace baton::connectors {

namespace asio = boost::asio;
using core::ActionResult;
using core::Json;
using Check = Registry::Check;
using Kind = core::ActionResult::Kind;
using Stage = SmtpOutcome::Stage;

namespace {

// RFC 4954 section 6: the server does not believe who we are.
constexpr int kNotSignedIn = 535;

ActionResult setting_missing(const Connection& connection, const std::string& name) {
  return incomplete("a setting of the connection \"" + connection.name +
                    "\" that this action needs is not set: " + name + " (" +
                    connection.unset.at(name) + ")");
}

// Adds to an answer who does not get the message, and takes these out of those who do.
void tell_refused(const std::vector<RefusedRecipient>& refused, Json& answer) {
  Json told = Json::array();
  for (const auto& one : refused) {
    std::erase(answer["recipients"].get_ref<Json::array_t&>(), Json(one.address));
    told.push_back(Json{{"recipient", one.address}, {"reply", one.words}});
  }
  answer["refused"] = std::move(told);
}

}  // namespace

SmtpPerformer::SmtpPerformer(const Connection& connection, HttpClient& http, CurlThreads& threads,
                             const ports::Clock& clock, const Registry::Options& options)
    : connection_(connection),
      threads_(threads),
      clock_(clock),
      options_(options),
      rate_(connection.limits),
      withheld_(connection.secrets),
      session_(connection, http, clock, options.timeout, withheld_, options.secrets) {}

std::string SmtpPerformer::check(std::string_view operation) const {
  return connection_.held(std::string(operation));
}

std::string SmtpPerformer::setting(std::string_view name) const {
  return core::text_at(connection_.view.at("settings"), name);
}

MailServer SmtpPerformer::server() const {
  MailServer server;
  server.way.origin = connection_.base->origin;
  server.way.encrypted = setting("tls") != "none";
  server.way.egress = connection_.egress;
  server.hello = setting("hello");
  const auto from = parse_address(setting("from"));
  if (server.hello.empty() && from) server.hello = from->domain();
  const auto& auth = connection_.auth;
  server.username = auth.username;
  server.password = auth.password;
  if (session_.renews()) {
    const auto user = setting("user");
    server.username = core::Secret(user.empty() && from ? from->address : user);
  }
  return server;
}

SmtpPerformer::Written SmtpPerformer::write(const core::StartAction& action,
                                            const OperationSpec& operation) const {
  Written written;
  const ActionNames said(action, connection_.view);
  const auto rendered = operation.mail->render(said.names);
  if (!rendered) {
    const auto text = rendered.error().text();
    for (const auto& [name, why] : connection_.unset) {
      if (text.find("connection.settings." + name) == std::string::npos) continue;
      written.failure = setting_missing(connection_, name);
      return written;
    }
    written.failure = bad_input(rendered.error());
    return written;
  }
  auto mail = read_mail(*rendered);
  if (!mail) {
    const auto& where = mail.error().where;
    const auto* given = core::find(*rendered, where);
    const bool ours = (given == nullptr || given->is_null()) && connection_.unset.contains(where);
    written.failure = ours ? setting_missing(connection_, where) : bad_input(mail.error());
    return written;
  }
  written.id = message_id(action.key, mail->from);
  written.mail = *std::move(mail);
  return written;
}

asio::awaitable<SmtpPerformer::Tried> SmtpPerformer::try_out(SmtpTask task) {
  Tried tried;
  std::uint64_t refused = 0;
  for (int round = 0;; ++round) {
    if (session_.renews()) {
      auto problem = co_await session_.ready(refused);
      if (problem) {
        tried.failure = *std::move(problem);
        co_return tried;
      }
      task.server.token = session_.token().access;
    }
    const auto used = session_.number();
    SmtpTask once = task;
    auto running = threads_.run(std::move(once));
    auto outcome = co_await std::move(running);
    withheld_.redaction().redact(outcome.message);
    for (auto& one : outcome.refused) withheld_.redaction().redact(one.words);
    if (outcome.reply == kNotSignedIn && session_.renews() && round == 0) {
      refused = used;
      continue;
    }
    tried.outcome = std::move(outcome);
    co_return tried;
  }
}

ActionResult SmtpPerformer::judge(SmtpOutcome outcome, bool repeatable) const {
  ActionResult result;
  result.code = std::move(outcome.code);
  result.message = std::move(outcome.message);
  switch (outcome.stage) {
    case Stage::accepted: return {};
    case Stage::refused: return incomplete(std::move(result.message));
    case Stage::not_sent: result.kind = Kind::transient; break;
    case Stage::answered:
      result.kind =
          may_work_later(outcome.reply, result.message) ? Kind::transient : Kind::permanent;
      break;
    case Stage::maybe_sent:
      result.kind = repeatable ? Kind::transient : Kind::undecidable;
      result.in_doubt = repeatable;
      break;
  }
  return result;
}

asio::awaitable<ActionResult> SmtpPerformer::perform(const core::StartAction& action) {
  if (auto held = held_back(connection_, action)) co_return *std::move(held);
  const auto& operation = connection_.manifest->operations.at(action.operation);
  const bool repeatable = operation.safe_to_repeat() || setting("on_unknown") == "resend";
  if (action.mode == core::StartAction::Mode::read_back)
    co_return cannot_look(connection_, repeatable);
  if (const auto misfit = operation.input.misfit(action.input))
    co_return bad_input(formats::to_error(*misfit, "input"));
  auto written = write(action, operation);
  if (!written.mail) co_return std::move(written.failure);
  const auto wait = rate_.wait(std::chrono::steady_clock::now());
  if (wait) {
    auto too_long = co_await take_turn(rate_, *wait, options_.pace_wait_max);
    if (too_long) co_return *std::move(too_long);
  }
  SmtpTask task;
  task.server = server();
  if (task.server.hello.empty()) task.server.hello = written.mail->from.domain();
  task.from = written.mail->from.address;
  task.to = written.mail->recipients();
  task.message = to_mime(*written.mail, written.id, clock_.now());
  task.server.way.timeout = timeout_of(action, options_);
  Json answer{{"message_id", written.id}, {"recipients", task.to}, {"reply", 250}};
  auto tried = co_await try_out(std::move(task));
  if (!tried.outcome) co_return std::move(tried.failure);
  tell_refused(tried.outcome->refused, answer);
  auto result = judge(*std::move(tried.outcome), repeatable);
  if (wait) result.waited = *wait;
  if (result.kind != Kind::succeeded) co_return result;
  const Json status = answer.at("reply");
  result.output = output_of(operation, action, connection_, status, std::move(answer));
  co_return result;
}

core::Result<Json> SmtpPerformer::preview(const core::StartAction& action) const {
  const auto found = find_operation(connection_, action);
  if (!found) return found.error();
  const ActionNames said(action, connection_.view);
  auto rendered = (*found)->mail->render(said.names);
  if (!rendered) return rendered.error();
  withheld_.redaction().redact(*rendered);
  return Json{{"mail", *std::move(rendered)}, {"server", connection_.state.base_url}};
}

namespace {

// What a conversation that ended early failed at.
std::string_view mail_failed_at(const SmtpOutcome& outcome) {
  if (outcome.code == "resolve") return "name";
  if (outcome.code == "egress_refused") return "allowed";
  if (outcome.code == "connect") return "tcp";
  if (outcome.code == "tls") return "tls";
  // RFC 4954 section 6, and 454 for a server that cannot tell now.
  const bool of_sign_in = outcome.code == "sign_in" ||
                          (outcome.reply >= 530 && outcome.reply <= 539) || outcome.reply == 454;
  return of_sign_in ? "sign_in" : "answer";
}

}  // namespace

asio::awaitable<std::vector<Check>> SmtpPerformer::probe() {
  using Result = Check::Result;
  constexpr std::chrono::milliseconds kProbeTimeout{10'000};
  std::vector<Check> checks{check_configuration(connection_.state)};
  if (checks.front().result != Result::succeeded) co_return checks;
  SmtpTask task;
  task.server = server();
  task.server.way.timeout = kProbeTimeout;
  const bool encrypted = task.server.way.encrypted;
  const bool signs_in = !task.server.username.empty();
  auto tried = co_await try_out(std::move(task));
  if (session_.renews())
    checks.push_back({"token",
                      tried.outcome ? Result::succeeded : Result::failed,
                      tried.outcome ? "the vendor has given one" : tried.failure.message,
                      {}});
  if (!tried.outcome) co_return checks;
  const auto& outcome = *tried.outcome;
  const bool good = outcome.stage == Stage::accepted;
  const std::string_view failed = good ? "" : mail_failed_at(outcome);
  for (const std::string_view step : {"name", "tcp", "tls", "answer", "sign_in"}) {
    if (failed == "allowed" || step == failed) break;
    if ((step == "tls" && !encrypted) || (step == "sign_in" && !signs_in)) continue;
    const bool last = step == "answer";
    checks.push_back({std::string(step), Result::succeeded,
                      last ? outcome.message : connection_.state.base_url,
                      last ? outcome.took : std::chrono::milliseconds{}});
  }
  if (!good)
    checks.push_back({std::string(failed), Result::failed, outcome.message, outcome.took});
  else if (!signs_in)
    checks.push_back({"sign_in", Result::unknown, "the connection has none", {}});
  co_return checks;
}

}  // namespace baton::connectors
