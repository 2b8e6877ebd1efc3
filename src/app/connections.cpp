#include "app/connections.hpp"

#include "app/shipped.hpp"
#include "app/system.hpp"

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

}  // namespace baton::app
