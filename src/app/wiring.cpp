#include "app/wiring.hpp"

#include "app/admin_token.hpp"
#include "app/connections.hpp"
#include "app/data_folder.hpp"
#include "app/files.hpp"
#include "app/loopback.hpp"
#include "app/problem.hpp"
#include "app/shipped.hpp"
#include "baton/connectors/sealed.hpp"
#include "baton/core/digest.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/store/memory.hpp"
#include "baton/store/sqlite.hpp"
#include "baton/telemetry/log.hpp"
#include "baton/templates/load.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <ostream>
#include <set>
#include <system_error>
#include <tuple>
#include <unistd.h>
#include <utility>
#include <vector>

namespace baton::app {
namespace {

namespace fs = std::filesystem;

// Ends the process after the store met an I/O error: nothing may be acknowledged any more
// (docs/promises.md, P18).
[[noreturn]] void stop_broken(std::string_view why) {
  spdlog::critical("the store is broken, stopping: {}", why);
  spdlog::default_logger()->flush();
  std::_Exit(kBroken);
}

void check_data_folder(const Config& config) {
  if (const auto wrong = data_folder_fault(config.data_dir); !wrong.empty())
    throw Refused(core::Error{core::Errc::denied,
                              config.data_dir.string() + ": " + wrong,
                              {},
                              "chmod 700 " + config.data_dir.string()});
  for (const auto& remark : data_remarks(config.data_dir))
    spdlog::warn("{}; {}", remark.about, remark.hint);
}

std::unique_ptr<ports::Store> open_store(const Config& config, const ports::Clock& clock,
                                         ports::Random& random) {
  if (config.store == "memory") {
    store::MemoryOptions options{clock, random};
    return store::open_memory(std::move(options));
  }
  std::error_code failed;
  if (fs::create_directories(config.data_dir, failed))
    fs::permissions(config.data_dir, fs::perms::owner_all, failed);
  if (!fs::is_directory(config.data_dir)) {
    throw Refused(
        core::Error{core::Errc::denied, "the data folder cannot be made: " + failed.message(),
                    config.data_dir.string(),
                    "choose another with --data, or make it for the user that runs baton"});
  }
  check_data_folder(config);
  store::SqliteOptions options{config.data_dir / "baton.db", clock, random};
  options.on_broken = stop_broken;
  options.note = [](std::string_view message) { spdlog::info("store: {}", message); };
  return store::open_sqlite(std::move(options));
}

std::string log_line(const core::Finding& finding) {
  std::string line = finding.file;
  if (finding.at.line != 0)
    line += ":" + std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column);
  line += ": " + finding.message + " [" + finding.rule + "]";
  return finding.hint.empty() ? line : line + "; " + finding.hint;
}

void log_findings(const core::Findings& findings) {
  for (const core::Finding& finding : findings) {
    spdlog::log(finding.severity == core::Finding::Severity::error ? spdlog::level::err
                                                                   : spdlog::level::warn,
                "{}", log_line(finding));
  }
}

std::string text_or_nothing(const fs::path& path, std::size_t bytes_max) {
  auto text = read_file(path, bytes_max);
  return text ? std::move(*text) : std::string();
}

std::unique_ptr<connectors::Registry> load_connections(const Config& config,
                                                       const Environment& environment,
                                                       const ports::Clock& clock) {
  auto loaded = read_connections(config.config_dir, environment, clock);
  if (!loaded.registry) {
    const std::size_t count = loaded.findings.size();
    std::map<std::string, std::string> sources;  // the texts of the files that have findings
    for (const core::Finding& finding : loaded.findings) {
      if (!sources.contains(finding.file))
        sources[finding.file] = text_or_nothing(finding.file, core::kBodyBytesMax);
    }
    throw Refused(kUsage,
                  {{"type", "urn:baton:problem:invalid"},
                   {"title", "The connections cannot be used"},
                   {"code", "invalid"},
                   {"detail", std::to_string(count) + (count == 1 ? " mistake" : " mistakes") +
                                  " in the connections and connectors"},
                   {"errors", to_json(loaded.findings)}},
                  std::move(sources));
  }
  log_findings(loaded.findings);
  // All inactive connections in one line, since the shipped file names many vendors that are not
  // used.
  std::string inactive;
  for (const std::string& name : loaded.registry->names()) {
    const auto state = loaded.registry->state(name);
    if (state && state->acts && !state->active)
      inactive += (inactive.empty() ? "" : "; ") + name + ": " + state->reason;
  }
  std::error_code failed;
  const bool own = fs::is_directory(config.config_dir, failed);
  if (!own)
    spdlog::info(
        "no folder {}: the configuration that the program carries is used; baton init "
        "writes files to edit",
        config.config_dir.string());
  if (!inactive.empty())
    spdlog::log(own ? spdlog::level::warn : spdlog::level::info,
                "inactive connections, whose actions are held: {}", inactive);
  return std::move(loaded.registry);
}

// Writes a file that only its owner may read, from the first moment on. An older file is replaced
// as a whole.
void write_secret(const fs::path& path, const std::string& text) {
  const fs::path fresh = path.string() + ".new";
  ::unlink(fresh.c_str());
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written =
      file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!written || ::rename(fresh.c_str(), path.c_str()) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
  }
}

// The key that encrypts secrets in the store. It is kept in a file beside the database, so that a
// copy of the database alone gives no secret away.
core::Secret seal_key_of(const Config& config) {
  if (config.store != "sqlite") return connectors::new_seal_key();
  const fs::path path = config.data_dir / "secret.key";
  if (!fs::exists(path)) write_secret(path, std::string(connectors::new_seal_key().reveal()));
  if (const auto wrong = secret_file_fault(path); !wrong.empty())
    throw Refused(core::Error{
        core::Errc::denied, path.string() + ": " + wrong, {}, "chmod 600 " + path.string()});
  auto key = read_file(path, connectors::kSealKeyBytes);
  const bool whole = key && key->size() == connectors::kSealKeyBytes &&
                     key->find_first_not_of(key->front()) != std::string::npos;
  if (!whole) {
    throw Refused(core::Error{core::Errc::denied,
                              path.string() + ": expected " +
                                  std::to_string(connectors::kSealKeyBytes) +
                                  " random bytes, a key",
                              {},
                              "restore it from a backup; without it, secrets learned from "
                              "handshakes are lost: delete the file "
                              "to get a new key, and let the vendors make their handshakes again"});
  }
  return core::Secret(*std::move(key));
}

runtime::Options runtime_options(const Config& config) {
  runtime::Options options = config.runtime;
  options.template_thread = true;
  return options;
}

http::Server::Options server_options(const Config& config) {
  http::Server::Options options = config.http;
  std::tie(options.address, options.port) = config.listen_parts();
  options.seal_key = seal_key_of(config);
  options.workflow_schema = shipped_text("schema/workflow.schema.json");
  if (const auto schema = schema_of(config.data_dir / "baton.db");
      schema && config.store == "sqlite")
    options.schema_version = std::to_string(*schema);
  return options;
}

// What the store knows of the templates before those of the folder are published.
struct Known {
  std::vector<std::string> hashes;  // beside the files
  std::set<std::string> retired;
  std::vector<ports::TemplateRow> active;
};

// Reads the template files, except those that define a workflow of another file. What is wrong with
// them is logged.
std::vector<TemplateFile> read_templates(const fs::path& folder,
                                         const std::vector<std::string>& paths) {
  std::vector<TemplateFile> files;
  WorkflowNames names;
  for (const std::string& path : paths) {
    auto yaml = read_file(path, core::kBodyBytesMax);
    if (!yaml) {
      spdlog::error("{}", yaml.error().text());
      continue;
    }
    TemplateFile file{path,
                      fs::path(path).lexically_relative(folder).string(),
                      {},
                      core::sha256_hex(*yaml),
                      *std::move(yaml)};
    if (const auto loaded = templates::load(file.yaml, path); loaded.workflow)
      file.workflow = loaded.workflow->name;
    const auto doubled =
        file.workflow.empty() ? std::nullopt : names.add(file.workflow, path, file.yaml);
    if (doubled) {
      log_findings({*doubled});
    } else {
      files.push_back(std::move(file));
    }
  }
  return files;
}

// Warns of workflows that go on starting runs although their file is gone, or defines another
// workflow now. Whoever removed the file may not know.
void warn_of_orphans(const std::vector<ports::TemplateRow>& active,
                     const std::vector<TemplateFile>& files) {
  for (const auto& row : active) {
    const bool named = std::any_of(files.begin(), files.end(),
                                   [&](const auto& file) { return file.workflow == row.name; });
    if (row.actor != core::Actor::config() || row.file.empty() || named) continue;
    spdlog::warn(
        "the workflow {} is still active, and {} is gone or names another: baton template retire "
        "{}",
        row.name, row.file, row.name);
  }
}

}  // namespace

Wiring::Wiring(Config config, const Environment& environment, std::ostream& out, bool out_is_tty)
    : config_(std::move(config)),
      out_(out),
      shows_secrets_(out_is_tty),
      registry_(load_connections(config_, environment, clock_)),
      store_(open_store(config_, clock_, random_)),
      bus_(config_.bus),
      runtime_(std::make_unique<runtime::Runtime>(io_.get_executor(), *store_, bus_, *registry_,
                                                  clock_, random_, metrics_,
                                                  runtime_options(config_))),
      signals_(io_, SIGTERM, SIGINT, SIGHUP) {
  const http::Server::Parts parts{bus_, *runtime_, *store_, *registry_, clock_, metrics_};
  server_ = std::make_unique<http::Server>(io_.get_executor(), parts, server_options(config_));
}

void Wiring::run() {
  await_signal();
  spawn(&Wiring::start);
  io_.run();
  if (failed_) std::rethrow_exception(failed_);
}

void Wiring::spawn(boost::asio::awaitable<void> (Wiring::*part)()) {
  boost::asio::co_spawn(io_, (this->*part)(), [this](std::exception_ptr error) {
    if (!error) return;
    failed_ = error;
    io_.stop();
  });
}

boost::asio::awaitable<void> Wiring::start() {
  co_await announce_admin();
  co_await publish_templates();
  registry_->never(std::get<1>(config_.listen_parts()));
  co_await runtime_->start();
  std::exception_ptr refused;
  try {
    co_await server_->start();
  } catch (...) {
    refused = std::current_exception();
  }
  if (refused) {
    co_await runtime_->drain({});
    std::rethrow_exception(refused);
  }
  registry_->never(server_->port());
  server_->ready(true);
  started_ = true;
  const auto [host, unused] = config_.listen_parts();
  const std::string shown = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (!is_loopback(host)) {
    spdlog::warn(
        "listening on {} without TLS: tokens and webhooks are readable on the way here; put a "
        "proxy with TLS in front, and let "
        "listen be a loopback address",
        host);
  }
  const std::string listening =
      "listening on http://" + shown + ":" + std::to_string(server_->port());
  if (shows_secrets_ || config_.log_format != "json") {
    out_ << listening << std::endl;
  } else {
    spdlog::info("{}", listening);  // among lines of JSON a line of text would be a broken one
  }
  spdlog::info("baton {} is ready", BATON_VERSION);
  if (stopping_) co_await stop();
}

boost::asio::awaitable<void> Wiring::announce_admin() {
  std::string made;
  auto keep = [this, &made](const std::string& token) {
    made = token;
    if (config_.store == "sqlite") write_secret(config_.data_dir / "admin.token", token + "\n");
  };
  co_await ensure_admin_token(*store_, clock_, config_.new_admin_token, keep);
  if (made.empty()) co_return;
  // What is no terminal is a log: it is kept, and others read it.
  if (shows_secrets_ || config_.store != "sqlite") {
    out_ << "admin token (shown once): " << made << std::endl;
  } else {
    spdlog::info("{} admin token is in {}", config_.new_admin_token ? "a new" : "the first",
                 (config_.data_dir / "admin.token").string());
  }
}

boost::asio::awaitable<void> Wiring::publish_templates() {
  const fs::path folder = config_.config_dir / "templates";
  const auto found = template_files({folder.string()});
  for (const std::string& file : found.left_out) spdlog::warn("left out: {}", file);
  const std::vector<TemplateFile> files = read_templates(folder, found.files);
  // A file that was published before and has not changed since is left alone: a newer version may
  // have come over the API.
  auto look = [&files](ports::Queries& queries) {
    Known known;
    for (const TemplateFile& file : files)
      known.hashes.push_back(runtime::published_from(queries, file.name));
    for (const auto& row : queries.retired_templates()) known.retired.insert(row.name);
    known.active = queries.templates();
    return known;
  };
  const Known before = co_await store_->read(look);
  for (std::size_t at = 0; at < files.size(); ++at) {
    const TemplateFile& file = files[at];
    const bool changed = file.hash != before.hashes[at];
    if (before.retired.contains(file.workflow)) {
      spdlog::warn("{} {}: the workflow {} is retired; baton template enable {} takes it back",
                   file.path, changed ? "has changed, and is not published" : "starts nothing",
                   file.workflow, file.workflow);
      continue;
    }
    if (changed) co_await publish(file);
  }
  warn_of_orphans(before.active, files);
}

boost::asio::awaitable<void> Wiring::publish(TemplateFile file) {
  core::Findings findings;
  const auto published = co_await runtime_->publish_file(std::move(file.yaml), file.path, file.name,
                                                         core::Actor::config(), findings);
  if (!published) {
    log_findings(findings);
    spdlog::error("{} is refused: {}", file.path, published.error().message);
    co_return;
  }
  log_findings(published->findings);
  if (!published->unchanged)
    spdlog::info("published {}@{} from {}", published->row.name, published->row.version, file.path);
}

void Wiring::await_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    if (signal ==
        SIGHUP) {  // a terminal that was closed, or a service manager that asks for a reload
      spdlog::warn("SIGHUP: the configuration is read at a start only; restart to read it again");
      return await_signal();
    }
    if (stopping_) std::_Exit(128 + signal);
    stopping_ = true;
    spdlog::info("signal {}: draining for at most {}", signal, core::to_text(config_.drain));
    await_signal();
    if (started_) spawn(&Wiring::stop);
  });
}

boost::asio::awaitable<void> Wiring::stop() {
  const auto begun = std::chrono::steady_clock::now();
  server_->ready(false);
  // Open requests need turns to be answered. So the server is drained first, and the bus is closed
  // after it.
  co_await server_->drain(config_.drain / 2);
  bus_.close();
  const auto taken =
      std::chrono::duration_cast<core::Duration>(std::chrono::steady_clock::now() - begun);
  co_await runtime_->drain(std::max(config_.drain - taken, core::Duration::zero()));
  spdlog::info("drained");
  io_.stop();
}

}  // namespace baton::app
