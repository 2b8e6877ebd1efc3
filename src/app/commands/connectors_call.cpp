#include "app/commands/commands.hpp"
#include "app/commands/data.hpp"
#include "app/connections.hpp"
#include "app/files.hpp"
#include "app/system.hpp"
#include "baton/core/counted.hpp"

#include <CLI/App.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <ostream>

// baton connectors call and record: an operation performed from here, by the files of the
// configuration folder, without a server and without a run.
namespace baton::app::commands {
namespace {

struct CallOptions {
  std::string connection{};
  std::string operation{};
  std::string data = "{}";
  std::string key{};
  std::string file{};
  bool dry_run = false;
};

// The input: JSON, or from where it is read.
core::Json input_given(Shell& shell, const std::string& data) {
  if (data == "-") return parse_data(shell.text_of("-"), "stdin");
  if (!data.starts_with("@")) return parse_data(data, "-d");
  return parse_data(shell.text_of(data.substr(1)), data.substr(1));
}

core::StartAction action_of(Shell& shell, const CallOptions& options) {
  core::StartAction action;
  action.connection = options.connection;
  action.operation = options.operation;
  action.input = input_given(shell, options.data);
  action.context = core::Json::object();
  action.key = options.key;
  if (action.key.empty()) {
    SystemRandom random;
    action.key = "call-" + std::to_string(random.next());
  }
  return action;
}

// The connections of the folder. `findings`: what is wrong with them and with the connectors.
std::unique_ptr<connectors::Registry> registry_for_call(Shell& shell, const SystemClock& clock,
                                                        core::Json* exchanges,
                                                        core::Findings& findings) {
  std::function<void(const core::Json&)> note;
  if (exchanges != nullptr)
    note = [exchanges](const core::Json& exchange) { exchanges->push_back(exchange); };
  auto loaded =
      read_connections(shell.globals.config_dir, shell.world.environment, clock, nullptr, note);
  if (!loaded.registry)
    throw Refused(kUsage, mistakes_in("connections and connectors", loaded.findings),
                  texts_of(loaded.findings));
  findings = std::move(loaded.findings);
  return std::move(loaded.registry);
}

// Refuses a call that cannot be sent. A connector that cannot be read has no operations, so its
// mistakes are told and not that the operation is missing.
[[noreturn]] void refuse_call(const connectors::Registry& registry, const std::string& connection,
                              const core::Findings& findings, const core::Error& error) {
  const auto state = registry.state(connection);
  if (!state) throw Refused(error);
  core::Findings own;
  for (const auto& finding : findings)
    if (std::filesystem::path(finding.file).stem() == state->connector) own.push_back(finding);
  if (!core::has_errors(own)) throw Refused(error);
  throw Refused(kNo, mistakes_in("connector " + state->connector, own), texts_of(own));
}

core::ActionResult perform_here(connectors::Registry& registry, const core::StartAction& action) {
  boost::asio::io_context io(1);
  core::ActionResult result;
  std::exception_ptr failed;
  bool done = false;
  auto run = [&registry, &action, &result]() -> boost::asio::awaitable<void> {
    result = co_await registry.perform(action);
  };
  boost::asio::co_spawn(io, run, [&failed, &done](std::exception_ptr error) {
    failed = error;
    done = true;
  });
  while (!done && io.run_one() > 0) {}
  registry.stop();
  if (failed) std::rethrow_exception(failed);
  return result;
}

core::Json result_json(const core::ActionResult& result, const std::string& key) {
  core::Json shown{{"outcome", core::to_text(result.kind)}, {"key", key}};
  if (!result.output.is_null()) shown["output"] = result.output;
  if (!result.code.empty()) shown["code"] = result.code;
  if (!result.message.empty()) shown["message"] = result.message;
  if (result.retry_after > core::Duration{})
    shown["retry_after_ms"] =
        std::chrono::duration_cast<std::chrono::milliseconds>(result.retry_after).count();
  return shown;
}

int call_operation(Shell& shell, const CallOptions& options) {
  const SystemClock clock;
  core::Findings findings;
  const auto registry = registry_for_call(shell, clock, nullptr, findings);
  const auto action = action_of(shell, options);
  // What cannot be sent is told as such, with its hint, before anything is.
  const auto shown = registry->preview(action);
  if (!shown) refuse_call(*registry, options.connection, findings, shown.error());
  if (options.dry_run) {
    shell.terminal.print(*shown);
    return kOk;
  }
  const auto result = perform_here(*registry, action);
  shell.terminal.print(result_json(result, action.key));
  // Our own configuration is in the way, and how to mend it is said there.
  if (result.kind == core::ActionResult::Kind::held) shell.terminal.next("baton doctor");
  return result.kind == core::ActionResult::Kind::succeeded ? kOk : kNo;
}

int record_operation(Shell& shell, const CallOptions& options) {
  const SystemClock clock;
  core::Json exchanges = core::Json::array();
  core::Findings findings;
  const auto registry = registry_for_call(shell, clock, &exchanges, findings);
  const auto action = action_of(shell, options);
  if (const auto wrong = registry->preview(action); !wrong)
    refuse_call(*registry, options.connection, findings, wrong.error());
  const auto result = perform_here(*registry, action);
  const core::Json kept{{"connector", registry->state(options.connection)->connector},
                        {"operation", options.operation},
                        {"input", action.input},
                        {"result", result_json(result, action.key)},
                        {"exchanges", exchanges}};
  if (exchanges.empty())
    throw Refused(core::Error{core::Errc::unavailable,
                              "there is nothing to keep: " + core::reason_of(result),
                              {},
                              "only answers over HTTP are recorded"});
  write_file(options.file, kept.dump(2) + "\n");
  shell.terminal.out() << options.file << ": " << core::counted(exchanges.size(), "exchange")
                       << ", " << core::to_text(result.kind) << '\n';
  return result.kind == core::ActionResult::Kind::succeeded ? kOk : kNo;
}

void add_call_options(CLI::App& command, CallOptions& options) {
  command.add_option("CONNECTION", options.connection, "The name of the connection")->required();
  command.add_option("OPERATION", options.operation, "The name of the operation")->required();
  command.add_option("-d,--data", options.data, "The input as JSON; @FILE or - reads it")
      ->option_text("JSON");
  command.add_option("--key", options.key, "The idempotency key (default: a new one)")
      ->option_text("KEY");
}

}  // namespace

void add_connectors_call(CLI::App& connectors, Shell& shell) {
  auto options = std::make_shared<CallOptions>();
  CLI::App* call = connectors.add_subcommand(
      "call", "Perform an operation from here, without a server; exit 1 unless it succeeds");
  add_call_options(*call, *options);
  call->add_flag("--dry-run", options->dry_run, "Show what would be sent, and send nothing");
  call->callback([&shell, options] {
    shell.action = [&shell, options] { return call_operation(shell, *options); };
  });
  CLI::App* record = connectors.add_subcommand(
      "record", "Perform an operation as `call` does, and keep what was sent and answered");
  add_call_options(*record, *options);
  record->add_option("FILE", options->file, "The file to write, without secrets")->required();
  record->callback([&shell, options] {
    shell.action = [&shell, options] { return record_operation(shell, *options); };
  });
}

}  // namespace baton::app::commands
