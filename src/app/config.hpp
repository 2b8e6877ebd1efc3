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

// Looks a name up in the environment; tests hand in their own.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

// Every setting, with the default that works. config/baton.yaml explains each; settings.cpp is the
// table that reads them.
struct Config {
  std::filesystem::path config_dir = "config";
  std::filesystem::path data_dir = "data";
  std::string listen = "127.0.0.1:8700";
  std::string url{};                // where the command line finds the server; empty: from `listen`
  std::string store = "sqlite";     // sqlite | memory
  std::string log_level = "info";   // debug | info | warn | error | off
  std::string log_format = "text";  // text | json
  core::Duration drain = std::chrono::seconds(10);
  bool new_admin_token =
      false;  // make one more at this start: the others are lost. A flag, no setting
  http::Server::Options http{};  // `address` and `port` come from `listen`
  bus::Bus::Options bus{};
  runtime::Options runtime{};

  // Where the command line finds the server.
  std::string server_url() const;
  // The two halves of `listen`: "[::1]:8700" gives "::1" and 8700.
  std::pair<std::string, std::uint16_t> listen_parts() const;
};

// One setting: its name, what may stand there, and how it gets into a Config.
struct Setting {
  std::string name;        // "runtime.actions_in_flight_max"
  std::string expects;     // "a duration such as 30s or 15m"
  std::string variable{};  // environment variable that sets it; may be empty
  std::function<bool(Config&, std::string_view text)>
      apply;                                         // false: `text` is not what is expected
  std::function<std::string(const Config&)> show;    // in the form that apply() reads
  std::function<core::Json(const Config&)> value{};  // for programs; unset: as shown
};
const std::vector<Setting>& settings();

// A setting given on the command line.
struct Override {
  std::string name;  // "listen"
  std::string text;
  std::string origin;  // "--listen", "--set"
};

struct LoadedConfig {
  Config config;
  core::Findings findings;  // errors: the server must not start
  std::map<std::string, std::string>
      origins;  // setting -> "config/baton.yaml:3", "BATON_LISTEN", "--set"; none: the default
  std::string file{};  // the settings file that was read; empty: there is none
  std::string text{};  // what stands in it
};

// Reads DIR/baton.yaml, then the environment, then the command line; the later wins. All findings
// at once. `config_dir_given`: the folder was named by hand, so it is an error when it is not
// there.
LoadedConfig load_config(const std::filesystem::path& config_dir, bool config_dir_given,
                         const Environment& environment, const std::vector<Override>& overrides);

// The whole of a file. Errc::not_found when there is none, Errc::too_large past `bytes_max`.
core::Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max);

}  // namespace baton::app
