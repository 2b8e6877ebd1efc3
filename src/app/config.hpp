#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/time.hpp"
#include "baton/http/server.hpp"
#include "baton/runtime/runtime.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::app {

// Looks up an environment variable. Tests pass their own.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
// The environment of this process.
Environment process_environment();

// All settings, with defaults that work. config/baton.yaml explains each of them to users;
// settings.cpp has the table that reads them.
struct Config {
  std::filesystem::path config_dir = "config";
  std::filesystem::path data_dir = "data";
  std::string listen = "127.0.0.1:8700";
  std::string url{};                // where commands find the server; empty: made of `listen`
  std::string store = "sqlite";     // sqlite | memory
  std::string log_level = "info";   // debug | info | warn | error | off
  std::string log_format = "text";  // text | json
  core::Duration drain = std::chrono::seconds(10);
  std::string secret_key_file{};  // the key that encrypts secrets; empty: in the data folder
  std::string traces_url{};       // where an OpenTelemetry collector takes traces; empty: nowhere
  double traces_sample = 1;       // which part of them it gets
  // Make one more admin token at this start, because all others are lost. A flag of `baton serve`,
  // not a setting.
  bool new_admin_token = false;
  // Its `address` and `port` are not settings: they are made of `listen`.
  http::Server::Options http{};
  bus::Bus::Options bus{};
  runtime::Options runtime{};

  // The URL at which commands find the server.
  std::string server_url() const;
  // The two parts of `listen`: for "[::1]:8700" they are "::1" and 8700.
  std::pair<std::string, std::uint16_t> listen_parts() const;
};

// One row of the table of settings.
struct Setting {
  // Its name with dots, such as "runtime.actions_in_flight_max".
  std::string name;
  // What it takes, for messages: "a duration such as 30s or 15m".
  std::string expects;
  // The environment variable that sets it; empty when there is none.
  std::string variable{};
  // Sets it from a text. False when the text is not what it takes.
  std::function<bool(Config&, std::string_view text)> apply;
  // Its value as a text that apply() takes.
  std::function<std::string(const Config&)> show;
  // Its value as JSON. Unset: the text of show().
  std::function<core::Json(const Config&)> value{};
};
// All settings, in the order in which they are shown.
const std::vector<Setting>& settings();

// A setting given on the command line.
struct Override {
  std::string name;    // the setting, such as "listen"
  std::string text;    // its value
  std::string origin;  // the option that gave it, "--listen" or "--set"
};

// The settings of a process, and where they came from.
struct LoadedConfig {
  Config config;
  // What is wrong with them. With an error among these the server must not start.
  core::Findings findings;
  // By setting, where its value came from: "config/baton.yaml:3", "BATON_LISTEN" or "--set".
  // Settings with their default value are not in it.
  std::map<std::string, std::string> origins;
  // The settings file that was read; empty when there is none.
  std::string file{};
  // The text of that file.
  std::string text{};
};

// Reads `config_dir`/baton.yaml, then the environment, then the command line, where the later wins.
// Collects all findings and never throws. `config_dir_given` says that the user named the folder;
// then it is an error when it does not exist.
LoadedConfig load_config(const std::filesystem::path& config_dir, bool config_dir_given,
                         const Environment& environment, const std::vector<Override>& overrides);

// Reads a whole file. Errc::not_found when there is none, Errc::invalid when it is a folder,
// Errc::denied when it cannot be opened, Errc::too_large when it has more than `bytes_max` bytes.
core::Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max);

}  // namespace baton::app
