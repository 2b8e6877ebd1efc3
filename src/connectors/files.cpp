#include "connectors/files.hpp"

#include "baton/core/digest.hpp"
#include "connectors/connection_parts.hpp"
#include "connectors/file_stamp.hpp"
#include "connectors/plugin/manifest_plugin.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <future>
#include <set>
#include <sys/stat.h>
#include <system_error>
#include <thread>
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

// The manifest of a file: the known one if the file has not changed since that was read. The
// manifest of a program is always read again, since a manifest that is read here has no operations:
// the program describes them later.
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

// The file of a manifest, and what was read of it so far.
struct Source {
  std::filesystem::path path{};
  // The text of the file; nullopt if it could not be read, which the findings then say.
  std::optional<std::string> text{};
  // What is wrong with the file or its text.
  core::Findings findings{};
  // The manifest, once it was compiled; null also if it has a mistake.
  std::shared_ptr<const Manifest> manifest{};
};

void compile(Source& source, const Manifests& known) {
  if (source.text)
    source.manifest = load_manifest(*source.text, source.path.string(), known, source.findings);
}

// Compiles all manifests. Each takes about a millisecond and none depends on another, so threads
// share them: the calling one, and others where there are many manifests and several processors.
void compile_all(std::vector<Source>& sources, const Manifests& known) {
  constexpr std::size_t kThreadsMax = 4;
  // Starting a thread for fewer manifests than this takes longer than it saves.
  constexpr std::size_t kSourcesEach = 8;
  std::atomic<std::size_t> next = 0;
  const auto compile_next = [&sources, &known, &next] {
    for (auto at = next++; at < sources.size(); at = next++) compile(sources[at], known);
  };
  const std::size_t processors = std::thread::hardware_concurrency();
  const auto threads = std::min({processors, kThreadsMax, sources.size() / kSourcesEach});
  // Where no thread can be started, std::async() defers its function to get(). That is harmless: by
  // then the calling thread has compiled everything, and the function finds nothing to do.
  std::vector<std::future<void>> others;
  while (others.size() + 1 < threads) others.push_back(std::async(compile_next));
  compile_next();
  for (auto& other : others) other.get();
}

// Adds one manifest that was compiled. If it has a mistake, adds the names of connectors that it
// may declare to the broken ones.
void take_manifest(Source source, Manifests& manifests, core::Findings& findings) {
  const auto& own = source.findings;
  findings.insert(findings.end(), own.begin(), own.end());
  if (source.manifest) {
    const auto name = source.manifest->name;
    if (manifests.whole.emplace(name, std::move(source.manifest)).second) return;
    core::Finding finding;
    finding.file = source.path.string();
    finding.rule = kDoubled;
    finding.message = "another file declares the connector \"" + name + "\" as well";
    findings.push_back(std::move(finding));
    return;
  }
  const auto first = std::find_if(own.begin(), own.end(), [](const auto& finding) {
    return finding.severity == core::Finding::Severity::error;
  });
  std::set<std::string> names;
  add_names(source.path, source.text.value_or(""), names);
  for (const auto& name : names)
    manifests.broken.emplace(name, first == own.end() ? "" : place_and_message(*first));
}

// True if one of the manifests, whole or broken, has a name that this text may declare. The text
// need not be compiled for that, so that a shipped one which a file of the folder replaces never
// is.
bool is_declared(const std::filesystem::path& path, const std::string& text,
                 const Manifests& manifests) {
  std::set<std::string> names;
  add_names(path, text, names);
  return std::any_of(names.begin(), names.end(), [&manifests](const auto& name) {
    return manifests.whole.contains(name) || manifests.broken.contains(name);
  });
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
  const bool is_file = std::filesystem::is_regular_file(path, problem);
  std::ifstream file(path, std::ios::binary);
  // The size is not asked for: the file may be replaced by a longer one meanwhile.
  std::string text;
  std::array<char, 16'384> part{};
  while (is_file && file && text.size() <= kFileBytesMax) {
    file.read(part.data(), static_cast<std::streamsize>(part.size()));
    text.append(part.data(), static_cast<std::size_t>(file.gcount()));
  }
  core::Finding finding;
  finding.file = path.string();
  finding.rule = "config/file";
  finding.message = "cannot be read";
  if (text.size() > kFileBytesMax) finding.message = "larger than 1 MiB";
  if (!is_file || file.bad() || !file.is_open() || text.size() > kFileBytesMax) {
    findings.push_back(std::move(finding));
    return std::nullopt;
  }
  return text;
}

Manifests read_manifests(const std::filesystem::path& folder, const Registry::Shipped& shipped,
                         const Manifests& known, core::Findings& findings) {
  Manifests manifests;
  std::vector<Source> sources;
  std::vector<std::filesystem::path> libraries;
  for (const auto& path : manifests_in(folder, !shipped.manifests.empty(), findings)) {
    if (path.extension() == ".so") {
      libraries.push_back(path);
      continue;
    }
    Source source{path};
    source.text = read_file(path, source.findings);
    sources.push_back(std::move(source));
  }
  compile_all(sources, known);
  for (auto& source : sources) take_manifest(std::move(source), manifests, findings);
  for (const auto& path : libraries) {
    if (has_manifest(path, manifests)) continue;
    Source source{path, manifest_of_library(path)};
    compile(source, known);
    take_manifest(std::move(source), manifests, findings);
  }
  std::vector<Source> of_shipped;
  for (const auto& [file, yaml] : shipped.manifests)
    if (!is_declared(file, yaml, manifests)) of_shipped.push_back({file, yaml});
  compile_all(of_shipped, known);
  // Asked again, since now the shipped ones before it count too.
  for (auto& source : of_shipped)
    if (!is_declared(source.path, *source.text, manifests))
      take_manifest(std::move(source), manifests, findings);
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
