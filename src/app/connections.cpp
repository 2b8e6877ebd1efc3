#include "app/connections.hpp"

#include "app/files.hpp"
#include "app/shipped.hpp"
#include "app/system.hpp"
#include "baton/core/json.hpp"
#include "baton/formats/yaml_file.hpp"

#include <string>
#include <system_error>

namespace baton::app {

namespace {

namespace fs = std::filesystem;

connectors::Registry::Shipped shipped_for(const fs::path& config_dir) {
  connectors::Registry::Shipped shipped;
  for (const ShippedFile& file : shipped_files()) {
    if (file.path.starts_with("connectors/"))
      shipped.manifests.push_back({"shipped " + std::string(file.path), std::string(file.text)});
  }
  std::error_code failed;
  if (!fs::is_directory(config_dir, failed)) shipped.connections = shipped_text("connections.yaml");
  return shipped;
}

}  // namespace

// The program that runs now, even if its file has been replaced since.
std::vector<std::string> library_host() { return {"/proc/self/exe", "plugin-host"}; }

connectors::Registry::Loaded read_connections(
    const fs::path& config_dir, const Environment& environment, const ports::Clock& clock,
    connectors::SecretStore* secrets, OnExchange on_exchange, connectors::UsageLedger* usage) {
  connectors::Registry::Options options;
  options.secrets = secrets;
  options.usage = usage;
  options.shipped = shipped_for(config_dir);
  options.on_exchange = std::move(on_exchange);
  options.plugins.library_host = library_host();
  return connectors::Registry::load(config_dir / "connectors", config_dir / "connections.yaml",
                                    environment, clock, std::move(options));
}

std::optional<core::Operations> operations_of(const fs::path& config_dir,
                                              const Environment& environment) {
  std::error_code failed;
  if (fs::is_directory(config_dir, failed) && !fs::exists(config_dir / "connections.yaml", failed))
    return std::nullopt;
  const SystemClock clock;
  auto loaded = read_connections(config_dir, environment, clock);
  if (!loaded.registry) return std::nullopt;
  return loaded.registry->operations();
}

bool connections_as_shipped(const std::filesystem::path& config_dir) {
  constexpr std::size_t kFileBytesMax = 1'000'000;
  const auto text = read_file(config_dir / "connections.yaml", kFileBytesMax);
  return text && *text == shipped_text("connections.yaml");
}

namespace {

// How many variables a value of the file names that may not be left out: "env:NAME" and
// { env: NAME }.
std::size_t variables_needed(const core::Json& value) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return text.starts_with("env:") && !text.ends_with('?') ? 1 : 0;
  }
  if (!value.is_structured()) return 0;
  if (const core::Json* variable = core::find(value, "env"); variable && variable->is_string())
    return value.value("optional", false) ? 0 : 1;
  std::size_t count = 0;
  for (const auto& [name, member] : value.items()) count += variables_needed(member);
  return count;
}

}  // namespace

std::map<std::string, std::size_t> variables_needed_as_shipped() {
  core::Findings findings;
  const auto file =
      formats::YamlFile::read(shipped_text("connections.yaml"), "connections.yaml", findings);
  core::ensure(file.has_value(), "the connections that the program carries can be read");
  std::map<std::string, std::size_t> needed;
  for (const auto& [name, connection] : file->value().at("connections").items()) {
    for (const auto& [part, value] : connection.items())
      if (part != "webhook") needed[name] += variables_needed(value);
  }
  return needed;
}

}  // namespace baton::app
