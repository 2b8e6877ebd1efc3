#include "app/config.hpp"

#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/invisible.hpp"
#include "baton/formats/yaml.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace baton::app {
namespace {

constexpr std::size_t kSettingsBytesMax = 1'048'576;  // a person writes it

const Setting* find_setting(std::string_view name) {
  for (const Setting& setting : settings()) {
    if (setting.name == name) return &setting;
  }
  return nullptr;
}

// The names one level below a group; "" is the top level. For "runtime" they are turn_budget,
// runs_cached_max and so on.
std::vector<std::string> names_below(std::string_view group) {
  std::vector<std::string> names;
  const std::string prefix = group.empty() ? "" : std::string(group) + ".";
  for (const Setting& setting : settings()) {
    if (!setting.name.starts_with(prefix)) continue;
    const std::string name =
        setting.name.substr(prefix.size(), setting.name.find('.', prefix.size()) - prefix.size());
    if (names.empty() || names.back() != name) names.push_back(name);
  }
  return names;
}

bool is_group(std::string_view name) {
  return !name.empty() && !find_setting(name) && !names_below(name).empty();
}

std::string hint_for(std::string_view group, const std::string& key) {
  if (std::string hint = core::did_you_mean(key, names_below(group)); !hint.empty()) return hint;
  for (const Setting& setting : settings()) {
    const auto dot = setting.name.rfind('.');
    if (dot != std::string::npos && setting.name.substr(dot + 1) == key)
      return "it is called \"" + setting.name + "\"";
  }
  return "known here: " + core::join(names_below(group));
}

// A length of time as people write it, "90 days" and "10", in the form of settings.
std::string as_length(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kUnits{{{"seconds", "s"},
                                                                                  {"second", "s"},
                                                                                  {"minutes", "m"},
                                                                                  {"minute", "m"},
                                                                                  {"min", "m"},
                                                                                  {"hours", "h"},
                                                                                  {"hour", "h"},
                                                                                  {"days", "d"},
                                                                                  {"day", "d"},
                                                                                  {"weeks", "w"}}};
  std::string length = core::lower(text);
  std::erase(length, ' ');
  for (const auto& [word, unit] : kUnits)
    if (length.ends_with(word)) length.replace(length.size() - word.size(), word.size(), unit);
  const bool bare = length.find_first_not_of("0123456789") == std::string::npos;
  return bare ? length + "s" : length;
}

// What may have been meant by a text that a setting does not take. It is only said when the setting
// takes it.
std::vector<std::string> meant(const Setting& setting, std::string_view text) {
  const auto expects = [&setting](std::string_view what) {
    return setting.expects.find(what) != std::string::npos;
  };
  const std::string word = core::lower(text);
  if (expects("true or false")) {
    const bool yes = word == "yes" || word == "on" || word == "1" || word == "true";
    return {yes ? "true" : word == "no" || word == "off" || word == "0" ? "false" : word};
  }
  if (expects("a duration")) return {as_length(text)};
  if (expects("an address and a port")) {
    const bool port = word.find_first_not_of("0123456789") == std::string::npos;
    if (port) return {"127.0.0.1:" + word};
    if (word.starts_with(':')) return {"127.0.0.1" + word};
    return {word.find(':') == std::string::npos ? word + ":8700" : std::string()};
  }
  if (expects("a URL") && text.find("://") == std::string_view::npos) {
    const bool near = word.starts_with("127.") || word.starts_with("localhost");
    return {(near ? "http://" : "https://") + std::string(text)};
  }
  constexpr std::string_view kOneOf = "one of ";
  if (!setting.expects.starts_with(kOneOf)) return {};
  std::vector<std::string> choices;
  for (std::string_view rest = std::string_view(setting.expects).substr(kOneOf.size());
       !rest.empty();)
    choices.emplace_back(core::trim(core::take_part(rest, ',')));
  return {core::nearest(text, choices)};
}

std::string hint_for_value(const Setting& setting, std::string_view text) {
  for (const std::string& one : meant(setting, text)) {
    Config tried;
    if (!one.empty() && setting.apply(tried, one)) return "did you mean " + one + "?";
  }
  return {};
}

// The rule of a finding about settings for a rule of the YAML reader.
std::string rule_of(std::string_view syntax_rule) {
  if (syntax_rule == "syntax/duplicate-key") return "config/duplicate";
  if (syntax_rule == "syntax/documents") return "config/documents";
  return "config/yaml";
}

// A number or a boolean in the one form that settings take: 15 for 0o17, true for True.
std::string canonical(const formats::yaml::Node& value) {
  using Kind = formats::yaml::Node::Kind;
  const bool other_form = value.kind == Kind::integer || value.kind == Kind::boolean;
  return other_form ? core::dump(formats::yaml::to_json(value)) : value.text;
}

// Reads one settings file into a configuration; notes what is wrong and goes on.
class FileReader {
 public:
  FileReader(LoadedConfig& loaded, std::string file) : loaded_(loaded), file_(std::move(file)) {}

  // Reads LoadedConfig::text.
  void read() {
    const formats::Source source(loaded_.text);
    auto document = formats::yaml::read(source, {.bytes_max = kSettingsBytesMax});
    for (core::Finding& finding : document.findings) {
      finding.rule = rule_of(finding.rule);
      finding.file = file_;
      loaded_.findings.push_back(std::move(finding));
    }
    if (!document.root || is_nothing(*document.root)) return;
    if (!document.root->is_map())
      return note("config/shape", "expected settings as `name: value`", {}, *document.root);
    walk(*document.root, "");
  }

 private:
  using Node = formats::yaml::Node;

  static bool is_nothing(const Node& value) { return value.kind == Node::Kind::null; }

  void walk(const Node& group, const std::string& name) {
    for (const auto& [key, value] : group.entries) {
      const std::string full = name.empty() ? key->text : name + "." + key->text;
      if (is_group(full))
        read_group(full, *value);
      else
        read_setting(full, name, *key, *value);
    }
  }

  void read_group(const std::string& full, const Node& value) {
    if (is_nothing(value)) return;
    if (value.is_map()) return walk(value, full);
    note("config/type", "\"" + full + "\" expects settings below it, not a value",
         "known here: " + core::join(names_below(full)), value);
  }

  void read_setting(const std::string& full, const std::string& group, const Node& key,
                    const Node& value) {
    const Setting* setting = find_setting(full);
    if (!setting)
      return note("config/unknown-key", "unknown setting \"" + full + "\"",
                  hint_for(group, key.text), key);
    if (is_nothing(value)) return;  // `listen:` with nothing after it keeps the default
    if (!value.is_scalar())
      return note("config/type",
                  "\"" + full + "\" expects " + setting->expects + ", not a list or a map", {},
                  value);
    if (!setting->apply(loaded_.config, value.text) &&
        !setting->apply(loaded_.config, canonical(value))) {
      return note("config/type",
                  "\"" + full + "\" expects " + setting->expects + ", not \"" + value.text + "\"",
                  hint_for_value(*setting, value.text), value);
    }
    loaded_.origins[full] = file_ + ":" + std::to_string(key.at.line);
  }

  void note(std::string rule, std::string message, std::string hint, const Node& at) {
    core::Finding finding;
    finding.rule = std::move(rule);
    finding.message = std::move(message);
    finding.hint = std::move(hint);
    finding.file = file_;
    finding.at = at.at;
    formats::name_invisible(finding, at.text);
    loaded_.findings.push_back(std::move(finding));
  }

  LoadedConfig& loaded_;
  std::string file_;
};

// Notes what is wrong outside of the settings file: in a variable, an option or a folder.
void note_elsewhere(LoadedConfig& loaded, const std::string& origin, std::string rule,
                    std::string message, std::string hint) {
  core::Finding finding;
  finding.rule = std::move(rule);
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  finding.file = origin;
  loaded.findings.push_back(std::move(finding));
}

void apply_override(LoadedConfig& loaded, const Override& given) {
  const Setting* setting = find_setting(given.name);
  if (!setting) {
    std::vector<std::string> names;
    for (const Setting& known : settings()) names.push_back(known.name);
    return note_elsewhere(loaded, given.origin, "config/unknown-key",
                          "unknown setting \"" + given.name + "\"",
                          core::did_you_mean(given.name, names));
  }
  if (!setting->apply(loaded.config, given.text)) {
    return note_elsewhere(
        loaded, given.origin, "config/type",
        "\"" + given.name + "\" expects " + setting->expects + ", not \"" + given.text + "\"",
        hint_for_value(*setting, given.text));
  }
  loaded.origins[given.name] = given.origin;
}

void read_settings_file(LoadedConfig& loaded, const std::filesystem::path& config_dir,
                        bool config_dir_given) {
  const std::filesystem::path path = config_dir / "baton.yaml";
  std::error_code failed;
  if (config_dir_given && !std::filesystem::is_directory(config_dir, failed)) {
    return note_elsewhere(
        loaded, "--config", "config/no-folder", "no folder \"" + config_dir.string() + "\"",
        "name the folder that holds baton.yaml, connections.yaml, connectors/ and templates/");
  }
  auto text = read_file(path, kSettingsBytesMax);
  if (!text && text.error().code == core::Errc::not_found) return;
  loaded.file = path.string();
  if (!text)
    return note_elsewhere(loaded, loaded.file, "config/unreadable", text.error().message,
                          text.error().hint);
  loaded.text = formats::file_text(*text);
  FileReader(loaded, loaded.file).read();
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (!value) return std::nullopt;
    return std::string(value);
  };
}

std::string Config::server_url() const {
  if (!url.empty()) return url;
  const auto colon = listen.rfind(':');
  std::string host = listen.substr(0, colon);
  // A server that listens everywhere is reached on this machine by loopback.
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "[::]") host = "[::1]";
  return "http://" + host + listen.substr(colon);
}

std::pair<std::string, std::uint16_t> Config::listen_parts() const {
  const auto colon = listen.rfind(':');
  std::string host = listen.substr(0, colon);
  if (host.size() > 1 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  return {host, static_cast<std::uint16_t>(std::stoul(listen.substr(colon + 1)))};
}

LoadedConfig load_config(const std::filesystem::path& config_dir, bool config_dir_given,
                         const Environment& environment, const std::vector<Override>& overrides) {
  LoadedConfig loaded;
  loaded.config.config_dir = config_dir;
  read_settings_file(loaded, config_dir, config_dir_given);
  for (const Setting& setting : settings()) {
    if (setting.variable.empty()) continue;
    const auto value = environment(setting.variable);
    if (value && !value->empty()) apply_override(loaded, {setting.name, *value, setting.variable});
  }
  for (const Override& given : overrides) apply_override(loaded, given);
  return loaded;
}

core::Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  std::error_code failed;
  const auto status = std::filesystem::status(path, failed);
  if (!std::filesystem::exists(status))
    return core::Error{core::Errc::not_found, "no such file", path.string(), {}};
  if (std::filesystem::is_directory(status))
    return core::Error{core::Errc::invalid, "expected a file, this is a folder", path.string(), {}};
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return core::Error{core::Errc::denied, "the file cannot be read", path.string(),
                       "check its owner and mode"};
  std::string text;
  char buffer[65'536];
  while (file.read(buffer, sizeof buffer) || file.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(file.gcount()));
    if (text.size() > bytes_max) {
      return core::Error{core::Errc::too_large,
                         "expected at most " + std::to_string(bytes_max) + " bytes",
                         path.string(),
                         {}};
    }
  }
  return text;
}

}  // namespace baton::app
