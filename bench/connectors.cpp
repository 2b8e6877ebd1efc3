// bench_connectors: what connectors cost by themselves, without a server around them.
//
//   bench_connectors     prints a JSON list of figures on stdout
#include "connectors.hpp"

#include "figures_json.hpp"
#include "vendor.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>

namespace bench {

namespace fs = std::filesystem;
using baton::connectors::Registry;

Folder::Folder() {
  auto name = (fs::temp_directory_path() / "baton-connectors-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make the folder " + name);
  path_ = name;
}

fs::path Folder::write(const std::string& name, const std::string& text) const {
  const auto path = path_ / name;
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

fs::path shipped_manifests() { return fs::path(BATON_SOURCE_DIR) / "config" / "connectors"; }

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::unique_ptr<Registry> load_registry(const fs::path& manifests, const fs::path& connections,
                                        const baton::ports::Clock& clock) {
  // A variable that the files of this program name has its own name as its value.
  const auto variable = [](const std::string& name) {
    return name.starts_with("VENDOR_") ? std::optional(name) : std::nullopt;
  };
  auto loaded = Registry::load(manifests, connections, variable, clock);
  for (const auto& finding : loaded.findings)
    throw std::runtime_error(finding.file + ":" + std::to_string(finding.at.line) + ": " +
                             finding.message);
  if (!loaded.registry) throw std::runtime_error("no registry");
  for (const auto& name : loaded.registry->names())
    if (const auto state = loaded.registry->state(name); state->acts && !state->active)
      throw std::runtime_error(name + ": " + state->reason);
  return std::move(loaded.registry);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.at(values.size() / 2);
}

namespace {

int run_all() {
  const Vendor vendor;
  Figures figures;
  // Memory first: what the others leave behind would hide some of it.
  measure_idle(figures, vendor.port());
  measure_added_cpu(figures, vendor.port());
  measure_refresh(figures, vendor.port());
  measure_manifests(figures);
  measure_webhooks(figures);
  print(figures);
  return 0;
}

}  // namespace

}  // namespace bench

int main() {
  try {
    return bench::run_all();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
