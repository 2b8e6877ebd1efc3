#include "connectors/files.hpp"

#include "baton/core/digest.hpp"
#include "connectors/connection_parts.hpp"
#include "connectors/file_stamp.hpp"
#include "connectors/plugin/manifest_plugin.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sys/stat.h>
#include <system_error>
#include <utility>
#include <vector>

namespace baton::connectors {

namespace {

// The largest file that is read. Manifests and connection files have a few pages.
constexpr std::size_t kFileBytesMax = 1'048'576;
constexpr std::string_view kNoFolder = "config/folder";
constexpr std::string_view kDoubled = "config/duplicate";

// Adds the names of connectors that a file with mistakes may declare: the name of the file, and the
// text after `connector:`.
void add_names(const std::filesystem::path& path, const std::string& text,
               std::set<std::string>& names) {
  constexpr std::string_view kKey = "connector:";
  names.insert(path.stem().string());
  const auto at = text.starts_with(kKey) ? 0 : text.find("\n" + std::string(kKey));
  if (at == std::string::npos) return;
  const auto from = text.find_first_not_of(" \t\"'", text.find(':', at) + 1);
  if (from == std::string::npos) return;
  names.insert(text.substr(from, text.find_first_of(" \t\"'\r\n#", from) - from));
}

std::vector<std::filesystem::path> manifests_in(const std::filesystem::path& folder,
                                                bool may_be_missing, core::Findings& findings) {
  std::vector<std::filesystem::path> files;
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    const auto extension = entry.path().extension();
    const bool taken = extension == ".yaml" || extension == ".yml" || extension == ".so";
    const bool hidden = entry.path().filename().string().starts_with(".");
    if (taken && !hidden) files.push_back(entry.path());
  }
  const bool missing = problem == std::errc::no_such_file_or_directory;
  if (problem && !(missing && may_be_missing)) {
    core::Finding finding;
    finding.file = folder.string();
    finding.rule = kNoFolder;
    finding.message = "the folder of connectors cannot be read: " + problem.message();
    findings.push_back(std::move(finding));
  }
  // Libraries come last: one that a manifest names has that manifest.
  const auto order = [](const std::filesystem::path& path) {
    return std::pair(path.extension() == ".so", path);
  };
  std::sort(files.begin(), files.end(),
            [&order](const auto& one, const auto& other) { return order(one) < order(other); });
  return files;
}

// The manifest of a file: the known one if the file has not changed. That of a program is read
// again, because it has no operations before the program has described them.
std::shared_ptr<const Manifest> load_manifest(const std::string& text, const std::string& file,
                                              const Manifests& known, core::Findings& own) {
  const auto same = [&file, digest = core::sha256_hex(text)](const auto& one) {
    return one.second->file == file && one.second->digest == digest && !one.second->plugin;
  };
  const auto found = std::find_if(known.whole.begin(), known.whole.end(), same);
  if (found == known.whole.end()) return Manifest::load(text, file, own);
  own = found->second->warnings;
  return found->second;
}

// Adds one manifest. `text` is nullopt if the file could not be read, which `own` then says.
void take_manifest(const std::optional<std::string>& text, const std::filesystem::path& path,
                   core::Findings own, const Manifests& known, Manifests& manifests,
                   core::Findings& findings) {
  auto manifest = text ? load_manifest(*text, path.string(), known, own) : nullptr;
  findings.insert(findings.end(), own.begin(), own.end());
  if (manifest) {
    const auto name = manifest->name;
    if (manifests.whole.emplace(name, std::move(manifest)).second) return;
    core::Finding finding;
    finding.file = path.string();
    finding.rule = kDoubled;
    finding.message = "another file declares the connector \"" + name + "\" as well";
    findings.push_back(std::move(finding));
    return;
  }
  const auto first = std::find_if(own.begin(), own.end(), [](const auto& finding) {
    return finding.severity == core::Finding::Severity::error;
  });
  std::set<std::string> names;
  add_names(path, text.value_or(""), names);
  for (const auto& name : names)
    manifests.broken.emplace(name, first == own.end() ? "" : place_and_message(*first));
}

// True if a manifest names this library.
bool has_manifest(const std::filesystem::path& library, const Manifests& manifests) {
  return std::any_of(manifests.whole.begin(), manifests.whole.end(), [&library](const auto& one) {
    const auto& plugin = one.second->plugin;
    return plugin && plugin->library == library.filename();
  });
}

}  // namespace

std::optional<std::string> read_file(const std::filesystem::path& path, core::Findings& findings) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(path, problem);
  std::ifstream file(path, std::ios::binary);
  core::Finding finding;
  finding.file = path.string();
  finding.rule = "config/file";
  finding.message = "cannot be read";
  if (!problem && size > kFileBytesMax) finding.message = "larger than 1 MiB";
  if (problem || size > kFileBytesMax || !file) {
    findings.push_back(std::move(finding));
    return std::nullopt;
  }
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

Manifests read_manifests(const std::filesystem::path& folder, const Registry::Shipped& shipped,
                         const Manifests& known, core::Findings& findings) {
  Manifests manifests;
  for (const auto& path : manifests_in(folder, !shipped.manifests.empty(), findings)) {
    core::Findings own;
    const bool library = path.extension() == ".so";
    if (library && has_manifest(path, manifests)) continue;
    const auto text = library ? manifest_of_library(path) : read_file(path, own);
    take_manifest(text, path, std::move(own), known, manifests, findings);
  }
  for (const auto& [file, yaml] : shipped.manifests) {
    std::set<std::string> names;
    add_names(file, yaml, names);
    const bool replaced = std::any_of(names.begin(), names.end(), [&](const auto& name) {
      return manifests.whole.contains(name) || manifests.broken.contains(name);
    });
    if (!replaced) take_manifest(yaml, file, {}, known, manifests, findings);
  }
  return manifests;
}

std::string folder_identity(const std::filesystem::path& folder) {
  core::Findings ignored;
  std::string identity;
  for (const auto& path : manifests_in(folder, true, ignored)) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) continue;
    identity += path.filename().string() + file_stamp(about) + "\n";
  }
  return identity;
}

bool leaves_unclear(const core::Finding& finding) {
  return finding.rule == kNoFolder || finding.rule == kDoubled;
}

}  // namespace baton::connectors
