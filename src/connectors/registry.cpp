#include "baton/connectors/registry.hpp"

#include "connectors/connection.hpp"
#include "connectors/performer.hpp"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <fstream>
#include <iterator>
#include <set>

namespace baton::connectors {

namespace {

// A manifest or a connections file is a page or two.
constexpr std::size_t kFileBytesMax = 1'048'576;

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

// The names that a file with mistakes in it may declare: its own, and what it says behind `connector:`.
void add_names(const std::filesystem::path& path, const std::string& text, std::set<std::string>& names) {
  constexpr std::string_view kKey = "connector:";
  names.insert(path.stem().string());
  const auto at = text.starts_with(kKey) ? 0 : text.find("\n" + std::string(kKey));
  if (at == std::string::npos) return;
  const auto from = text.find_first_not_of(" \t\"'", text.find(':', at) + 1);
  if (from == std::string::npos) return;
  names.insert(text.substr(from, text.find_first_of(" \t\"'\r\n#", from) - from));
}

// That a connection's connector is not known follows from the mistakes in its file, and is not one of its own.
void leave_out_what_follows(const std::set<std::string>& broken, core::Findings& findings) {
  std::erase_if(findings, [&broken](const core::Finding& finding) {
    if (finding.rule != "ref/unknown-connector") return false;
    const auto quote = finding.message.find('"');
    return broken.contains(finding.message.substr(quote + 1, finding.message.rfind('"') - quote - 1));
  });
}

// `broken`: the connectors whose files have mistakes.
std::map<std::string, std::shared_ptr<const Manifest>> read_manifests(const std::filesystem::path& folder,
                                                                      std::set<std::string>& broken, core::Findings& findings) {
  std::vector<std::filesystem::path> files;
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    const auto extension = entry.path().extension();
    if (extension == ".yaml" || extension == ".yml") files.push_back(entry.path());
  }
  if (problem) {
    core::Finding finding;
    finding.file = folder.string();
    finding.rule = "config/folder";
    finding.message = "the folder of connectors cannot be read: " + problem.message();
    findings.push_back(std::move(finding));
  }
  std::sort(files.begin(), files.end());
  std::map<std::string, std::shared_ptr<const Manifest>> manifests;
  for (const auto& path : files) {
    const auto text = read_file(path, findings);
    if (!text) {
      broken.insert(path.stem().string());
      continue;
    }
    auto manifest = Manifest::load(*text, path.string(), findings);
    if (!manifest) {
      add_names(path, *text, broken);
      continue;
    }
    const auto name = manifest->name;
    if (manifests.emplace(name, std::move(manifest)).second) continue;
    core::Finding finding;
    finding.file = path.string();
    finding.rule = "config/duplicate";
    finding.message = "another file declares the connector \"" + name + "\" as well";
    findings.push_back(std::move(finding));
  }
  return manifests;
}

}  // namespace

struct Registry::Impl {
  Impl(const ports::Clock& the_clock, Options the_options)
      : clock(the_clock), options(std::move(the_options)), http(options.http) {}

  const ports::Clock& clock;
  Options options;
  HttpClient http;
  std::map<std::string, Connection, std::less<>> connections{};
  std::map<std::string, Performer, std::less<>> performers{};
};

Registry::Registry(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Registry::~Registry() = default;

Registry::Loaded Registry::load(const std::filesystem::path& manifests, const std::filesystem::path& connections,
                                const Environment& environment, const ports::Clock& clock, Options options) {
  Loaded loaded;
  std::set<std::string> broken;
  const auto known = read_manifests(manifests, broken, loaded.findings);
  auto impl = std::make_unique<Impl>(clock, std::move(options));
  std::error_code problem;
  if (std::filesystem::exists(connections, problem)) {
    if (const auto text = read_file(connections, loaded.findings))
      impl->connections = read_connections(*text, connections.string(), known, environment, loaded.findings);
  }
  leave_out_what_follows(broken, loaded.findings);
  if (core::has_errors(loaded.findings)) return loaded;
  for (const auto& [name, connection] : impl->connections) {
    impl->performers.try_emplace(name, connection, impl->http, impl->clock, impl->options);
  }
  loaded.registry = std::make_unique<Registry>(std::move(impl));
  return loaded;
}

Registry::Loaded Registry::load(const std::filesystem::path& manifests, const std::filesystem::path& connections,
                                const Environment& environment, const ports::Clock& clock) {
  return load(manifests, connections, environment, clock, Options{});
}

boost::asio::awaitable<core::ActionResult> Registry::perform(const core::StartAction& action) {
  const auto found = impl_->performers.find(action.connection);
  if (found == impl_->performers.end()) {
    core::ActionResult result{
        core::ActionResult::Kind::held, {}, "unknown_connection", held(action.connection, action.operation), {}};
    co_return result;
  }
  co_return co_await found->second.perform(action);
}

core::Operations Registry::operations() const {
  core::Operations operations;
  for (const auto& [name, connection] : impl_->connections) {
    auto& of_connection = operations[name];
    for (const auto& [operation, spec] : connection.manifest->operations) {
      auto& declared = of_connection.emplace(operation, spec.declared).first->second;
      // Without an address of its own, a connection is told where to go by each action.
      if (spec.request.url && !connection.base && connection.state.reason.empty())
        declared.input_schema["required"].push_back("url");
    }
    const auto& events = connection.manifest->events;
    operations.events.insert(operations.events.end(), events.begin(), events.end());
  }
  return operations;
}

std::string Registry::held(std::string_view connection, std::string_view operation) const {
  const auto found = impl_->connections.find(connection);
  if (found == impl_->connections.end()) return "there is no connection \"" + std::string(connection) + "\"";
  return found->second.held(std::string(operation));
}

void Registry::never(std::uint16_t own_port) { impl_->http.never(own_port); }

std::size_t Registry::concurrency(std::string_view connection) const {
  const auto found = impl_->connections.find(connection);
  return found == impl_->connections.end() ? 1 : found->second.limits.concurrency;
}

void Registry::stop() {
  for (auto& [name, performer] : impl_->performers) performer.stop();
  impl_->http.stop();
}

const Hook* Registry::hook(std::string_view connection) const {
  const auto found = impl_->connections.find(connection);
  return found == impl_->connections.end() ? nullptr : found->second.hook.get();
}

std::vector<std::string> Registry::names() const {
  std::vector<std::string> names;
  for (const auto& [name, connection] : impl_->connections) names.push_back(name);
  return names;
}

std::optional<Registry::State> Registry::state(std::string_view connection) const {
  const auto found = impl_->connections.find(connection);
  if (found == impl_->connections.end()) return std::nullopt;
  return found->second.state;
}

}  // namespace baton::connectors
