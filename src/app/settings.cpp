#include "app/config.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/egress.hpp"
#include "baton/formats/url.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <utility>

namespace baton::app {
namespace {

template <class Value>
using Field = std::function<Value&(Config&)>;

template <class Value>
Value read(const Field<Value>& field, const Config& config) {
  Config copy = config;
  return field(copy);
}

Setting choice(std::string name, std::vector<std::string> allowed, Field<std::string> field) {
  Setting setting;
  setting.name = std::move(name);
  setting.expects = "one of " + core::join(allowed);
  setting.apply = [allowed, field](Config& config, std::string_view text) {
    if (!core::is_one_of(text, allowed)) return false;
    field(config) = text;
    return true;
  };
  setting.show = [field](const Config& config) { return read(field, config); };
  return setting;
}

Setting words(std::string name, std::string expects, bool (*valid)(std::string_view),
              Field<std::string> field) {
  Setting setting;
  setting.name = std::move(name);
  setting.expects = std::move(expects);
  setting.apply = [valid, field](Config& config, std::string_view text) {
    if (!valid(text)) return false;
    field(config) = text;
    return true;
  };
  setting.show = [field](const Config& config) { return read(field, config); };
  return setting;
}

Setting flag(std::string name, Field<bool> field) {
  Setting setting;
  setting.name = std::move(name);
  setting.expects = "true or false";
  setting.apply = [field](Config& config, std::string_view text) {
    if (text != "true" && text != "false") return false;
    field(config) = text == "true";
    return true;
  };
  setting.show = [field](const Config& config) {
    return std::string(read(field, config) ? "true" : "false");
  };
  setting.value = [field](const Config& config) { return core::Json(read(field, config)); };
  return setting;
}

// Reads a size such as "64 MB", "1 MiB" or "1048576".
std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  static const std::map<std::string_view, std::uint64_t> units = {{"", 1},
                                                                  {"B", 1},
                                                                  {"kB", 1'000},
                                                                  {"MB", 1'000'000},
                                                                  {"GB", 1'000'000'000},
                                                                  {"KiB", 1ULL << 10},
                                                                  {"MiB", 1ULL << 20},
                                                                  {"GiB", 1ULL << 30}};
  const auto factor = units.find(unit);
  if (factor == units.end() || number > std::numeric_limits<std::uint64_t>::max() / factor->second)
    return std::nullopt;
  return number * factor->second;
}

// Writes a size in the largest unit of which it is a whole number: "1 MiB", "64 MB", "1500 B".
std::string bytes_text(std::uint64_t bytes) {
  constexpr std::pair<std::uint64_t, std::string_view> kUnits[] = {
      {1ULL << 30, "GiB"}, {1'000'000'000, "GB"}, {1ULL << 20, "MiB"},
      {1'000'000, "MB"},   {1ULL << 10, "KiB"},   {1'000, "kB"}};
  for (const auto& [size, unit] : kUnits) {
    if (bytes != 0 && bytes % size == 0)
      return std::to_string(bytes / size) + " " + std::string(unit);
  }
  return std::to_string(bytes) + " B";
}

Setting number(std::string name, std::size_t least, std::size_t most, bool bytes,
               Field<std::size_t> field) {
  Setting setting;
  setting.name = std::move(name);
  const std::string range = " from " + std::to_string(least) + " to " + std::to_string(most);
  setting.expects =
      bytes ? "a size" + range + " bytes, such as 64 MB or 1 MiB" : "a whole number" + range;
  setting.apply = [least, most, bytes, field](Config& config, std::string_view text) {
    const auto value = parse_bytes(text);
    const bool plain =
        !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    if (!value || *value < least || *value > most || (!bytes && !plain)) return false;
    field(config) = static_cast<std::size_t>(*value);
    return true;
  };
  setting.show = [bytes, field](const Config& config) {
    return bytes ? bytes_text(read(field, config)) : std::to_string(read(field, config));
  };
  setting.value = [field](const Config& config) { return core::Json(read(field, config)); };
  return setting;
}

Setting count(std::string name, std::size_t least, std::size_t most, Field<std::size_t> field) {
  return number(std::move(name), least, most, false, std::move(field));
}
Setting size(std::string name, std::size_t least, std::size_t most, Field<std::size_t> field) {
  return number(std::move(name), least, most, true, std::move(field));
}

Setting duration(std::string name, core::Duration least, core::Duration most,
                 Field<core::Duration> field) {
  Setting setting;
  setting.name = std::move(name);
  setting.expects = "a duration from " + core::to_text(least) + " to " + core::to_text(most) +
                    ", such as 30s, 15m or 90d";
  setting.apply = [least, most, field](Config& config, std::string_view text) {
    const auto value = core::parse_duration(text);
    if (!value || *value < least || *value > most) return false;
    field(config) = *value;
    return true;
  };
  setting.show = [field](const Config& config) { return core::to_text(read(field, config)); };
  return setting;
}

Setting from(std::string variable, Setting setting) {
  setting.variable = std::move(variable);
  return setting;
}

bool is_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view port = text.substr(colon + 1);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), value);
  return error == std::errc() && end == port.data() + port.size() && value <= 65'535;
}

bool is_url(std::string_view text) {
  return text.empty() || text.starts_with("http://") || text.starts_with("https://");
}
bool is_traces_url(std::string_view text) {
  return text.empty() || formats::parse_url(text).has_value();
}
bool is_path(std::string_view text) {
  return !text.empty() && text.find('\0') == std::string_view::npos;
}

bool is_path_or_empty(std::string_view text) { return text.find('\0') == std::string_view::npos; }

Setting data_dir() {
  Setting setting;
  setting.name = "data_dir";
  setting.expects = "a folder";
  setting.variable = "BATON_DATA_DIR";
  setting.apply = [](Config& config, std::string_view text) {
    if (!is_path(text)) return false;
    config.data_dir = text;
    return true;
  };
  setting.show = [](const Config& config) { return config.data_dir.string(); };
  return setting;
}

// The parts of a list with commas between them, without the spaces around them.
std::vector<std::string_view> listed(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) parts.push_back(core::trim(core::take_part(text, ','), " "));
  return parts;
}

// The hosts that may register as senders of CloudEvents by the OPTIONS handshake on /events.
Setting webhook_origins() {
  Setting setting;
  setting.name = "http.webhook_origins";
  setting.expects = "host names with commas between them, or *";
  setting.apply = [](Config& config, std::string_view text) {
    std::vector<std::string> origins;
    for (const auto origin : listed(text)) {
      if (origin.empty() || origin.find(' ') != std::string_view::npos) return false;
      origins.emplace_back(origin);
    }
    config.http.webhook_origins = std::move(origins);
    return true;
  };
  setting.show = [](const Config& config) { return core::join(config.http.webhook_origins); };
  return setting;
}

// The networks from which proxies are believed when they tell of their clients.
Setting trusted_proxies() {
  Setting setting;
  setting.name = "http.trusted_proxies";
  setting.expects = "networks or addresses with commas between them, such as 10.0.0.0/8, ::1";
  setting.apply = [](Config& config, std::string_view text) {
    std::vector<formats::Network> networks;
    for (const auto part : listed(text)) {
      const auto network = formats::parse_network(part);
      if (!network) return false;
      networks.push_back(*network);
    }
    config.http.trusted_proxies = std::move(networks);
    return true;
  };
  setting.show = [](const Config& config) {
    std::vector<std::string> texts;
    for (const auto& network : config.http.trusted_proxies)
      texts.push_back(network.first.to_string() + "/" + std::to_string(network.bits));
    return core::join(texts);
  };
  return setting;
}

Setting part(std::string name, Field<double> field) {
  Setting setting;
  setting.name = std::move(name);
  setting.expects = "a number from 0 to 1, such as 0.1";
  setting.apply = [field](Config& config, std::string_view text) {
    double value = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    if (read.ec != std::errc() || read.ptr != end || value < 0 || value > 1) return false;
    field(config) = value;
    return true;
  };
  setting.show = [field](const Config& config) {
    std::array<char, 32> text{};
    const auto written = std::to_chars(text.data(), text.data() + text.size(), read(field, config),
                                       std::chars_format::fixed);
    return std::string(text.data(), written.ptr);
  };
  setting.value = [field](const Config& config) { return core::Json(read(field, config)); };
  return setting;
}

std::vector<Setting> general() {
  return {
      from("BATON_LISTEN",
           words("listen", "an address and a port, such as 127.0.0.1:8700 or [::1]:8700",
                 is_address, [](Config& c) -> std::string& { return c.listen; })),
      from("BATON_URL", words("url", "a URL that begins with http:// or https://", is_url,
                              [](Config& c) -> std::string& { return c.url; })),
      data_dir(),
      choice("store", {"sqlite", "memory"}, [](Config& c) -> std::string& { return c.store; }),
      duration("drain", std::chrono::seconds(0), std::chrono::minutes(10),
               [](Config& c) -> core::Duration& { return c.drain; }),
      from("BATON_LOG", choice("log.level", {"debug", "info", "warn", "error", "off"},
                               [](Config& c) -> std::string& { return c.log_level; })),
      from("BATON_LOG_FORMAT", choice("log.format", {"text", "json"},
                                      [](Config& c) -> std::string& { return c.log_format; })),
      flag("metrics.public", [](Config& c) -> bool& { return c.http.open_metrics; }),
      words("traces.url", "a URL, such as http://127.0.0.1:4318/v1/traces", is_traces_url,
            [](Config& c) -> std::string& { return c.traces_url; }),
      part("traces.sample", [](Config& c) -> double& { return c.traces_sample; }),
      from("BATON_SECRETS_KEY_FILE",
           words("secrets.key_file", "the path of a file", is_path_or_empty,
                 [](Config& c) -> std::string& { return c.secret_key_file; })),
      duration("sessions.idle", std::chrono::minutes(5), std::chrono::hours(24 * 30),
               [](Config& c) -> core::Duration& { return c.http.sessions.idle; }),
      duration("sessions.absolute", std::chrono::minutes(15), std::chrono::hours(24 * 90),
               [](Config& c) -> core::Duration& { return c.http.sessions.most; }),
      duration("retention.runs", std::chrono::hours(1), std::chrono::hours(24 * 3650),
               [](Config& c) -> core::Duration& { return c.runtime.keep_runs; }),
      duration("retention.events", std::chrono::hours(1), std::chrono::hours(24 * 3650),
               [](Config& c) -> core::Duration& { return c.runtime.keep_events; }),
      duration("retention.every", std::chrono::seconds(1), std::chrono::hours(24),
               [](Config& c) -> core::Duration& { return c.runtime.housekeeping; }),
  };
}

std::vector<Setting> ingress() {
  return {
      count("http.connections_max", 1, 1'000'000,
            [](Config& c) -> std::size_t& { return c.http.connections_max; }),
      duration("http.idle", std::chrono::seconds(5), std::chrono::hours(1),
               [](Config& c) -> core::Duration& { return c.http.idle; }),
      size("http.body_bytes_max", 1'024, core::kBodyBytesMax,
           [](Config& c) -> std::size_t& { return c.http.body_bytes_max; }),
      count("http.streams_max", 0, 100'000,
            [](Config& c) -> std::size_t& { return c.http.streams_max; }),
      webhook_origins(),
      trusted_proxies(),
      count("bus.waiting_max", 1, 10'000'000,
            [](Config& c) -> std::size_t& { return c.bus.waiting_max; }),
      size("bus.waiting_bytes_max", core::kBodyBytesMax, 64'000'000'000,
           [](Config& c) -> std::size_t& { return c.bus.waiting_bytes_max; }),
      duration("bus.waiting_time_max", std::chrono::milliseconds(10), std::chrono::minutes(10),
               [](Config& c) -> core::Duration& { return c.bus.waiting_time_max; }),
  };
}

std::vector<Setting> processing() {
  using std::chrono::hours;
  using std::chrono::milliseconds;
  using std::chrono::minutes;
  return {
      count("runtime.turn_events_max", 1, 100'000,
            [](Config& c) -> std::size_t& { return c.runtime.turn_events_max; }),
      duration("runtime.turn_budget", milliseconds(1), milliseconds(1'000),
               [](Config& c) -> core::Duration& { return c.runtime.turn_budget; }),
      count("runtime.runs_cached_max", 16, 10'000'000,
            [](Config& c) -> std::size_t& { return c.runtime.runs_cached_max; }),
      size("runtime.runs_cached_bytes_max", 1'000'000, 64'000'000'000,
           [](Config& c) -> std::size_t& { return c.runtime.runs_cached_bytes_max; }),
      count("runtime.plans_cached_max", 1, 1'000'000,
            [](Config& c) -> std::size_t& { return c.runtime.plans_cached_max; }),
      count("runtime.actions_in_flight_max", 1, 100'000,
            [](Config& c) -> std::size_t& { return c.runtime.actions_in_flight_max; }),
      count("runtime.actions_waiting_max", 1, 10'000'000,
            [](Config& c) -> std::size_t& { return c.runtime.actions_waiting_max; }),
      duration("runtime.action_timeout", milliseconds(100), minutes(60),
               [](Config& c) -> core::Duration& { return c.runtime.action_timeout; }),
      duration("runtime.retry_after_max", milliseconds(1'000), hours(24),
               [](Config& c) -> core::Duration& { return c.runtime.retry_after_max; }),
  };
}

std::vector<Setting> foresight() {
  return {
      flag("goals.required", [](Config& c) -> bool& { return c.runtime.goals_required; }),
      flag("insight.forecasts", [](Config& c) -> bool& { return c.runtime.forecasts; }),
      duration("insight.every", std::chrono::seconds(10), std::chrono::hours(24),
               [](Config& c) -> core::Duration& { return c.runtime.forecasts_every; }),
      part("insight.at_risk.enter", [](Config& c) -> double& { return c.runtime.at_risk_from; }),
      part("insight.at_risk.leave", [](Config& c) -> double& { return c.runtime.at_risk_until; }),
  };
}

std::vector<Setting> all() {
  std::vector<Setting> table;
  for (auto part : {general(), foresight(), ingress(), processing()}) {
    for (Setting& setting : part) table.push_back(std::move(setting));
  }
  return table;
}

}  // namespace

const std::vector<Setting>& settings() {
  static const std::vector<Setting> table = all();
  return table;
}

}  // namespace baton::app
