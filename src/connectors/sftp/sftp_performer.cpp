#include "connectors/sftp/sftp_performer.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/limits.hpp"
#include "connectors/answer.hpp"
#include "connectors/attempt.hpp"
#include "connectors/auth/ssh_key.hpp"
#include "connectors/sftp/server.hpp"

#include <utility>

namespace baton::connectors {

namespace asio = boost::asio;
using core::ActionResult;
using core::Json;
using Check = Registry::Check;
using Kind = core::ActionResult::Kind;
using SftpStage = SftpOutcome::Stage;

namespace {

// An output may have so many bytes; base64 makes four of three, and the rest of it is small.
constexpr std::size_t kReadFileBytesMax = core::kOutputBytesMax / 4 * 3 - 1'024;

// The name under which a file is written until it is whole. It is the same for every attempt, so
// that what one of them has left is written over.
std::string part_of(std::string_view path, const std::string& key) {
  constexpr std::size_t kDigits = 12;
  const auto slash = path.rfind('/') + 1;
  return std::string(path.substr(0, slash)) + "." + core::sha256_hex(key).substr(0, kDigits) +
         ".part";
}

core::Result<std::string> file_content(const FileSpec& file, const ingress::Values& names) {
  for (const auto& [document, coded] : {std::pair(&file.text, false), {&file.base64, true}}) {
    if (!*document) continue;
    const auto value = (*document)->render(names);
    if (!value) return value.error();
    if (value->is_null()) continue;
    auto text = ingress::scalar_text(*value);
    if (!text) return core::Error{core::Errc::invalid, "the content of a file is a text"};
    if (!coded) return *std::move(text);
    auto bytes = core::from_base64(*text);
    if (bytes) return *std::move(bytes);
    return core::Error{core::Errc::invalid, "the content of the file is no base64"};
  }
  return core::Error{core::Errc::invalid, "the file has no content: give text or base64"};
}

}  // namespace

SftpPerformer::SftpPerformer(const Connection& connection, CurlThreads& threads,
                             const Registry::Options& options)
    : connection_(connection),
      threads_(threads),
      options_(options),
      rate_(connection.limits),
      withheld_(connection.secrets) {}

std::string SftpPerformer::check(std::string_view operation) const {
  return connection_.held(std::string(operation));
}

SftpServer SftpPerformer::server() const {
  SftpServer server;
  server.way.origin = connection_.base->origin;
  const auto keys = parse_fingerprints(core::text_at(connection_.view.at("settings"), "host_key"));
  if (keys) server.host_keys = *keys;
  server.way.egress = connection_.egress;
  server.username = connection_.auth.username;
  server.password = connection_.auth.password;
  if (const auto* key = dynamic_cast<const SshKeyCredentials*>(connection_.auth.works_with.get())) {
    server.key = key->key;
    server.passphrase = key->passphrase;
  }
  return server;
}

core::Result<SftpTask> SftpPerformer::task_of(const core::StartAction& action,
                                              const OperationSpec& operation) const {
  const auto& file = *operation.file;
  const ActionNames said(action, connection_.view);
  const auto path = ingress::render_text(*file.path, said.names);
  if (!path) return path.error();
  auto encoded = sftp_path(connection_.base->path, *path);
  if (!encoded) return encoded.error();
  SftpTask task;
  task.server = server();
  task.what = file.puts ? SftpTask::What::put : SftpTask::What::get;
  task.path = *std::move(encoded);
  task.bytes_max = kReadFileBytesMax;
  task.server.way.timeout = timeout_of(action, options_);
  if (!file.puts) return task;
  auto content = file_content(file, said.names);
  if (!content) return content.error();
  task.content = *std::move(content);
  task.part_path = part_of(task.path, action.key);
  return task;
}

ActionResult SftpPerformer::judge(SftpOutcome outcome, const SftpTask& task,
                                  const OperationSpec& operation,
                                  const core::StartAction& action) const {
  withheld_.redaction().redact(outcome.message);
  ActionResult result;
  result.code = std::move(outcome.code);
  result.message = std::move(outcome.message);
  if (outcome.stage == SftpStage::refused) return incomplete(std::move(result.message));
  if (outcome.stage == SftpStage::denied) result.kind = Kind::permanent;
  if (outcome.stage == SftpStage::failed) result.kind = Kind::transient;
  if (outcome.stage != SftpStage::done) return result;
  Json answer;
  if (task.what == SftpTask::What::put) {
    answer = Json{{"bytes", task.content.size()}, {"sha256", core::sha256_hex(task.content)}};
  } else {
    answer = Json{{"bytes", outcome.content.size()}, {"sha256", core::sha256_hex(outcome.content)}};
    if (core::is_utf8(outcome.content))
      answer["text"] = std::move(outcome.content);
    else
      answer["base64"] = core::to_base64(outcome.content);
    withheld_.redaction().redact(answer);
  }
  result.output = output_of(operation, action, connection_, Json(0), std::move(answer));
  return result;
}

asio::awaitable<ActionResult> SftpPerformer::perform(const core::StartAction& action) {
  if (auto held = held_back(connection_, action)) co_return *std::move(held);
  const auto& operation = connection_.manifest->operations.at(action.operation);
  // Writing a file again is as good as looking whether it is there.
  if (action.mode == core::StartAction::Mode::read_back) co_return cannot_look(connection_, true);
  if (const auto misfit = operation.input.misfit(action.input))
    co_return bad_input(formats::to_error(*misfit, "input"));
  auto task = task_of(action, operation);
  if (!task) co_return bad_input(task.error());
  const auto wait = rate_.wait(std::chrono::steady_clock::now());
  if (wait) {
    auto too_long = co_await take_turn(rate_, *wait, options_.pace_wait_max);
    if (too_long) co_return *std::move(too_long);
  }
  SftpTask once = *task;
  auto running = threads_.run(std::move(once));
  auto outcome = co_await std::move(running);
  auto result = judge(std::move(outcome), *task, operation, action);
  if (wait) result.waited = *wait;
  co_return result;
}

core::Result<Json> SftpPerformer::preview(const core::StartAction& action) const {
  const auto found = find_operation(connection_, action);
  if (!found) return found.error();
  const auto& file = *(*found)->file;
  const ActionNames said(action, connection_.view);
  const auto path = ingress::render_text(*file.path, said.names);
  if (!path) return path.error();
  Json shown{{file.puts ? "put" : "get", *path}};
  if (file.puts) {
    const auto content = file_content(file, said.names);
    if (!content) return content.error();
    shown["bytes"] = content->size();
    shown["sha256"] = core::sha256_hex(*content);
  }
  withheld_.redaction().redact(shown);
  return Json{{"file", std::move(shown)}, {"server", connection_.state.base_url}};
}

namespace {

// What a conversation that ended early failed at.
std::string_view sftp_failed_at(const SftpOutcome& outcome) {
  if (outcome.code == "resolve") return "name";
  if (outcome.code == "egress_refused") return "allowed";
  if (outcome.code == "connect") return "tcp";
  if (outcome.code == "host_key") return "tls";
  if (outcome.code == "sign_in") return "sign_in";
  return "answer";
}

}  // namespace

asio::awaitable<std::vector<Check>> SftpPerformer::probe() {
  using Result = Check::Result;
  constexpr std::chrono::milliseconds kProbeTimeout{10'000};
  std::vector<Check> checks{check_configuration(connection_.state)};
  if (checks.front().result != Result::succeeded) co_return checks;
  SftpTask task;
  task.server = server();
  task.path = connection_.base->path.empty() ? "/~/" : connection_.base->path + "/";
  task.server.way.timeout = kProbeTimeout;
  auto running = threads_.run(std::move(task));
  auto outcome = co_await std::move(running);
  withheld_.redaction().redact(outcome.message);
  const bool good = outcome.stage == SftpStage::done;
  const std::string_view failed = good ? "" : sftp_failed_at(outcome);
  for (const std::string_view step : {"name", "tcp", "tls", "sign_in", "answer"}) {
    if (failed == "allowed" || step == failed) break;
    checks.push_back({std::string(step), Result::succeeded,
                      step == "tls" ? "the host key is known" : connection_.state.base_url,
                      step == "answer" ? outcome.took : std::chrono::milliseconds{}});
  }
  if (!good) checks.push_back({std::string(failed), Result::failed, outcome.message, outcome.took});
  co_return checks;
}

}  // namespace baton::connectors
