#include "app/wiring.hpp"

#include "app/build_info.hpp"
#include "app/connections.hpp"
#include "app/data_folder.hpp"
#include "app/files.hpp"
#include "app/first_admin.hpp"
#include "app/log_findings.hpp"
#include "app/loopback.hpp"
#include "app/problem.hpp"
#include "app/secrets.hpp"
#include "app/shipped.hpp"
#include "app/tables.hpp"
#include "app/template_folder.hpp"
#include "baton/core/event_model.hpp"
#include "baton/formats/url.hpp"
#include "baton/identity/people.hpp"
#include "baton/ports/failures.hpp"
#include "baton/simulate/trial.hpp"
#include "baton/store/memory.hpp"
#include "baton/store/sqlite.hpp"
#include "baton/telemetry/log.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <ostream>
#include <system_error>
#include <tuple>
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
  make_data_folder(config.data_dir);
  check_data_folder(config);
  store::SqliteOptions options{config.data_dir / "baton.db", clock, random};
  options.on_broken = stop_broken;
  options.note = [](std::string_view message) { spdlog::info("store: {}", message); };
  options.on_damage = [](std::string_view message) { spdlog::warn("store: {}", message); };
  return store::open_sqlite(std::move(options));
}

std::unique_ptr<connectors::Registry> load_connections(const Config& config,
                                                       const Environment& environment,
                                                       const ports::Clock& clock,
                                                       connectors::SecretStore& secrets,
                                                       connectors::UsageLedger& usage) {
  auto loaded = read_connections(config.config_dir, environment, clock, &secrets, {}, &usage);
  if (!loaded.registry)
    throw Refused(kUsage, mistakes_in("connections and connectors", loaded.findings),
                  texts_of(loaded.findings));
  log_findings(loaded.findings);
  return std::move(loaded.registry);
}

// All inactive connections in one line. Why each is inactive is a warning only where somebody has
// said which connections there are.
void tell_inactive(const connectors::Registry& registry, const Config& config) {
  std::string inactive, names;
  for (const std::string& name : registry.names()) {
    const auto state = registry.state(name);
    if (!state || !state->acts || state->active) continue;
    inactive += (inactive.empty() ? "" : "; ") + name + ": " + state->reason;
    names += (names.empty() ? "" : ", ") + name;
  }
  std::error_code failed;
  const bool own = fs::is_directory(config.config_dir, failed);
  if (!own)
    spdlog::info(
        "no folder {}: the configuration that the program carries is used; baton init "
        "writes files to edit",
        config.config_dir.string());
  if (!inactive.empty() && connections_as_shipped(config.config_dir))
    spdlog::info("connections that are not set up: {}; baton connectors ls says what each lacks",
                 names);
  else if (!inactive.empty())
    spdlog::log(own ? spdlog::level::warn : spdlog::level::info,
                "inactive connections, whose actions are held: {}", inactive);
}

// The time that systemd compares with its own, of CLOCK_MONOTONIC.
std::string monotonic_microseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

Config with_tables(Config config) {
  config.runtime.calendars = tables_at_start<calendar::Calendars>(config.config_dir);
  config.runtime.routes = tables_at_start<routing::Routes>(config.config_dir);
  config.runtime.facts = tables_at_start<facts::Definitions>(config.config_dir);
  config.runtime.goals = tables_at_start<goals::Tree>(config.config_dir);
  config.runtime.kpis = tables_at_start<kpis::Definitions>(config.config_dir);
  log_findings(kpi_doubts(*config.runtime.kpis, *config.runtime.goals));
  config.runtime.detectors =
      tables_at_start<detectors::Definitions>(config.config_dir, *config.runtime.kpis);
  log_findings(detector_doubts(*config.runtime.detectors));
  return config;
}

std::unique_ptr<telemetry::Spans> make_spans(const Config& config, telemetry::Metrics& metrics) {
  if (config.traces_url.empty()) return nullptr;
  telemetry::Spans::Options options;
  options.sample = config.traces_sample;
  return std::make_unique<telemetry::Spans>(options, metrics);
}

// Plays a trial of a draft for as long as somebody who edits one waits for it.
core::Json play_within(const runtime::Trial& trial) {
  constexpr auto kWithin = std::chrono::seconds(5);
  const auto end = std::chrono::steady_clock::now() + kWithin;
  return simulate::play_trial(trial, [end] { return std::chrono::steady_clock::now() >= end; });
}

runtime::Options runtime_options(const Config& config, telemetry::Spans* spans) {
  runtime::Options options = config.runtime;
  options.template_thread = true;
  options.play_trial = play_within;
  options.spans = spans;
  return options;
}

http::Server::Options server_options(const Config& config) {
  http::Server::Options options = config.http;
  std::tie(options.address, options.port) = config.listen_parts();
  options.commit = build_info().commit;
  for (const char* file : {"workflow", "calendar", "fact", "route"})
    options.file_schemas.emplace(file,
                                 shipped_text("schema/" + std::string(file) + ".schema.json"));
  for (const auto family : core::event_families())
    options.event_schemas.emplace(family, shipped_text(event_schema_path(family)));
  if (const auto schema = schema_of(config.data_dir / "baton.db");
      schema && config.store == "sqlite")
    options.schema_version = std::to_string(*schema);
  return options;
}

}  // namespace

Wiring::Wiring(Config config, const Environment& environment, std::ostream& out, bool out_is_tty)
    : config_(with_tables(std::move(config))),
      out_(out),
      shows_secrets_(out_is_tty),
      manager_(environment),
      spans_(make_spans(config_, metrics_)),
      secrets_(clock_),
      usage_(clock_),
      registry_(load_connections(config_, environment, clock_, secrets_, usage_)),
      store_(open_store(config_, clock_, random_)),
      bus_(config_.bus),
      runtime_(std::make_unique<runtime::Runtime>(io_.get_executor(), *store_, bus_, *registry_,
                                                  clock_, random_, metrics_,
                                                  runtime_options(config_, spans_.get()))),
      connection_watch_(*registry_, bus_, clock_),
      signals_(io_, SIGTERM, SIGINT, SIGHUP),
      sign_of_life_(io_),
      next_look_(io_) {
  if (spans_) {
    const auto url = formats::parse_url(config_.traces_url).value();
    span_export_ = std::make_unique<SpanExport>(io_.get_executor(), *spans_, metrics_, url);
  }
  const http::Server::Options options = server_options(config_);
  metrics_.set_build(BATON_VERSION, options.commit, options.schema_version);
  const http::Server::Parts parts{bus_,   *runtime_, *store_,  *registry_,
                                  clock_, metrics_,  &secrets_};
  server_ = std::make_unique<http::Server>(io_.get_executor(), parts, options);
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

// The connections were read before the store was opened, so those that refer to secrets in it are
// read again.
boost::asio::awaitable<void> Wiring::open_secrets() {
  auto key = secret_key_of(config_);
  co_await secrets_.open(*store_, std::move(key));
  registry_->secret_changed();
  secrets_.on_change([this](const std::string& name) { registry_->secret_changed(name); });
  tell_inactive(*registry_, config_);
}

boost::asio::awaitable<void> Wiring::open_usage() {
  auto names = registry_->names();
  co_await usage_.open(*store_, std::move(names));
  usage_.on_used([this](const std::string& connection, const connectors::Usage& used) {
    auto& series = metrics_.usage(connection);
    constexpr double kMicros = 1e6;
    series.input_tokens.Increment(static_cast<double>(used.input_tokens));
    series.output_tokens.Increment(static_cast<double>(used.output_tokens));
    series.cost.Increment(static_cast<double>(used.cost_micros) / kMicros);
  });
}

boost::asio::awaitable<void> Wiring::start() {
  co_await open_secrets();
  co_await open_usage();
  co_await announce_admin();
  co_await publish_templates(config_.config_dir / "templates", *store_, *runtime_);
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
  if (span_export_) boost::asio::co_spawn(io_, span_export_->run(), boost::asio::detached);
  connection_watch_.look();
  const auto [host, unused] = config_.listen_parts();
  if (!is_loopback(host)) {
    spdlog::warn(
        "listening on {} without TLS: tokens and webhooks are readable on the way here; put a "
        "proxy with TLS in front, and let "
        "listen be a loopback address",
        host);
  }
  const std::string url =
      "http://" + formats::bracketed_host(host) + ":" + std::to_string(server_->port());
  const std::string listening = "listening on " + url;
  if (shows_secrets_ || config_.log_format != "json") {
    out_ << listening << std::endl;
  } else {
    spdlog::info("{}", listening);  // among lines of JSON a line of text would be a broken one
  }
  co_await announce_sign_in(config_.url.empty() ? url : config_.url);
  started_ = true;
  spawn(&Wiring::watch_connectors);
  spdlog::info("baton {} is ready", version_text());
  manager_.tell("READY=1\nSTATUS=" + listening);
  show_life();
  if (stopping_) {
    co_await stop();
  } else if (reload_wanted_) {
    co_await reload();
  }
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

// While no user is an admin, says how the first one signs in to the console. What is no terminal is
// a log, which others read: it gets no link. `url`: of this server.
boost::asio::awaitable<void> Wiring::announce_sign_in(std::string url) {
  if (!http::Server::has_console()) co_return;
  if (!shows_secrets_) {
    auto look = [](ports::Queries& queries) { return identity::has_admin(queries.users()); };
    const bool known = co_await store_->read(look);
    if (!known)
      spdlog::info("nobody can sign in yet: baton login prints a link for the first admin");
    co_return;
  }
  const auto made = co_await first_sign_in(*store_, clock_);
  if (made)
    out_ << "sign in to the console, once and within 10 minutes: " << url
         << identity::code_path(made->text) << std::endl;
}

void Wiring::await_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    if (signal == SIGHUP) {
      await_signal();
      if (stopping_) return;
      reload_wanted_ = true;
      if (started_ && !reloading_) spawn(&Wiring::reload);
      return;
    }
    if (stopping_) std::_Exit(128 + signal);
    stopping_ = true;
    spdlog::info("signal {}: draining for at most {}", signal, core::to_text(config_.drain));
    await_signal();
    if (started_) spawn(&Wiring::stop);
  });
}

// A second SIGHUP during a reload makes it begin again, since the files may have changed since.
boost::asio::awaitable<void> Wiring::reload() {
  reloading_ = true;
  while (reload_wanted_ && !stopping_) {
    reload_wanted_ = false;
    manager_.tell("RELOADING=1\nMONOTONIC_USEC=" + monotonic_microseconds());
    spdlog::info(
        "SIGHUP: connections, connectors, calendars, routes, facts, goals, KPIs, detectors and "
        "templates are read again");
    co_await reload_connections();
    try {
      co_await reload_tables();  // first, since templates name what they read
      co_await publish_templates(config_.config_dir / "templates", *store_, *runtime_);
    } catch (const ports::StoreBroken&) {
      throw;
    } catch (const std::exception& error) {  // what was read before stays in use
      spdlog::error(
          "not all calendars, routes, facts, goals, KPIs, detectors and templates are in use: {}",
          error.what());
    }
    spdlog::info("read again; settings in baton.yaml are read at a start only");
    if (!stopping_) manager_.tell("READY=1");
  }
  reloading_ = false;
}

boost::asio::awaitable<void> Wiring::reload_connections() {
  core::Findings findings;
  const bool in_use = registry_->reload(findings);
  co_await connections_read(findings, in_use);
}

// A file that changes is read once it has stayed the same for a second, so that one which is being
// written is not read half.
boost::asio::awaitable<void> Wiring::watch_connectors() {
  constexpr std::chrono::seconds kBetweenLooks(1);
  for (;;) {
    next_look_.expires_after(kBetweenLooks);
    co_await next_look_.async_wait(boost::asio::use_awaitable);
    if (stopping_) co_return;
    if (!registry_->connectors_changed()) continue;
    spdlog::info("files of connectors have changed, and are read again");
    core::Findings findings;
    const bool in_use = co_await registry_->pick_up(findings);
    co_await connections_read(findings, in_use);
    if (in_use)
      spdlog::info("connectors are used as their files are now{}",
                   core::has_errors(findings)
                       ? ", but for those with mistakes in their files, which stay as they were"
                       : "");
  }
}

boost::asio::awaitable<void> Wiring::connections_read(const core::Findings& findings, bool in_use) {
  log_findings(findings);
  if (in_use) {
    server_->connections_changed();
    connection_watch_.look();
  } else {
    spdlog::error("the connections stay as they were: the files leave unclear what is meant");
  }
  try {
    co_await runtime_->connections_changed();
  } catch (const ports::StoreBroken&) {
    throw;
  } catch (const std::exception& error) {
    spdlog::error("polls that are new do not begin before the next SIGHUP: {}", error.what());
  }
}

boost::asio::awaitable<void> Wiring::reload_tables() {
  auto calendars = tables_anew<calendar::Calendars>(config_.config_dir);
  if (calendars) co_await runtime_->use_calendars(std::move(calendars));
  auto routes = tables_anew<routing::Routes>(config_.config_dir);
  if (routes) co_await runtime_->use_routes(std::move(routes));
  auto facts = tables_anew<facts::Definitions>(config_.config_dir);
  if (facts) co_await runtime_->use_facts(std::move(facts));
  if (auto goals = tables_anew<goals::Tree>(config_.config_dir))
    runtime_->use_goals(std::move(goals));
  auto kpis = tables_anew<kpis::Definitions>(config_.config_dir);
  if (kpis) {
    co_await runtime_->use_kpis(std::move(kpis));
    log_findings(kpi_doubts(*runtime_->kpis(), *runtime_->goals()));
  }
  if (auto detectors = tables_anew<detectors::Definitions>(config_.config_dir, *runtime_->kpis()))
    runtime_->use_detectors(std::move(detectors));
  log_findings(detector_doubts(*runtime_->detectors()));
}

// The thread that serves says so itself, so that one that hangs is noticed.
void Wiring::show_life() {
  const auto every = manager_.sign_of_life();
  if (!every) return;
  manager_.tell("WATCHDOG=1");
  sign_of_life_.expires_after(*every);
  sign_of_life_.async_wait([this](const boost::system::error_code& error) {
    if (!error) show_life();
  });
}

boost::asio::awaitable<void> Wiring::stop() {
  manager_.tell("STOPPING=1");
  const auto begun = std::chrono::steady_clock::now();
  server_->ready(false);
  // Open requests need turns to be answered. So the server is drained first, and the bus is closed
  // after it.
  co_await server_->drain(config_.drain / 2);
  bus_.close();
  const auto taken =
      std::chrono::duration_cast<core::Duration>(std::chrono::steady_clock::now() - begun);
  co_await runtime_->drain(std::max(config_.drain - taken, core::Duration::zero()));
  if (span_export_) co_await span_export_->stop();
  spdlog::info("drained");
  io_.stop();
}

}  // namespace baton::app
