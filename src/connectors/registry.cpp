#include "baton/connectors/registry.hpp"

#include "baton/telemetry/log.hpp"
#include "connectors/connection_parts.hpp"
#include "connectors/manifest_actor.hpp"
#include "connectors/secret_files.hpp"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>

namespace baton::connectors {

namespace {

// A manifest or a connections file is a page or two.
constexpr std::size_t kFileBytesMax = 1'048'576;
constexpr std::string_view kNoFolder = "config/folder";
constexpr std::string_view kDoubled = "config/duplicate";

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

// The names that a file with mistakes in it may declare: its own, and what it says behind
// `connector:`.
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
                                                core::Findings& findings) {
  std::vector<std::filesystem::path> files;
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    const auto extension = entry.path().extension();
    if (extension == ".yaml" || extension == ".yml") files.push_back(entry.path());
  }
  if (problem) {
    core::Finding finding;
    finding.file = folder.string();
    finding.rule = kNoFolder;
    finding.message = "the folder of connectors cannot be read: " + problem.message();
    findings.push_back(std::move(finding));
  }
  std::sort(files.begin(), files.end());
  return files;
}

void read_manifest(const std::filesystem::path& path, Manifests& manifests,
                   core::Findings& findings) {
  core::Findings own;
  const auto text = read_file(path, own);
  auto manifest = text ? Manifest::load(*text, path.string(), own) : nullptr;
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

// What is wrong with one manifest holds the connections that use it; two of the same name leave
// unclear which one is meant.
bool leaves_unclear(const core::Finding& finding) {
  return finding.rule == kNoFolder || finding.rule == kDoubled;
}

// A connection and what acts over it, which borrows it.
struct Line {
  Line(Connection read, HttpClient& http, const ports::Clock& clock,
       const Registry::Options& options)
      : connection(std::move(read)),
        actor(std::make_unique<ManifestActor>(connection, http, clock, options)) {}
  Line(const Line&) = delete;

  Connection connection;
  std::unique_ptr<Actor> actor;
};

struct Place {
  std::shared_ptr<Line> line{};
  SecretFiles files{};
};

// Its actions and its hook go on with what was read before, each for itself, while what is read now
// does not do for them.
Connection renewed(const Connection& before, const Connection& now) {
  auto next = before.state.active && !now.state.active ? before : now;
  const auto& hook = before.state.listening && !now.state.listening ? before : now;
  next.hook = hook.hook;
  next.state.listening = hook.state.listening;
  next.state.hook_reason = hook.state.hook_reason;
  next.state.scheme = hook.state.scheme;
  next.state.faulty = now.state.faulty;
  return next;
}

}  // namespace

struct Registry::Impl {
  Impl(const ports::Clock& the_clock, Options the_options)
      : clock(the_clock), options(std::move(the_options)), http(options.http) {}

  // The connection in use, read again where its secret files have changed; null: there is none.
  std::shared_ptr<Line> current(std::string_view connection);
  void read_all(core::Findings& findings);
  void read_again(Place& place);

  const ports::Clock& clock;
  Options options;
  HttpClient http;
  std::optional<ConnectionsFile> file{};
  std::map<std::string, Place, std::less<>> places{};
  mutable std::mutex changing{};  // a line, which operations() reads from other threads
};

std::shared_ptr<Line> Registry::Impl::current(std::string_view connection) {
  const auto found = places.find(connection);
  if (found == places.end()) return nullptr;
  auto& place = found->second;
  if (place.files.changed(clock)) read_again(place);
  return place.line;
}

void Registry::Impl::read_all(core::Findings& findings) {
  for (const auto& name : file->names()) {
    SecretFiles files(file->secret_files(name));
    auto connection = file->connection(name, findings);
    places.try_emplace(name,
                       Place{std::make_shared<Line>(std::move(connection), http, clock, options),
                             std::move(files)});
  }
}

// What an action under way uses stays until that has ended.
void Registry::Impl::read_again(Place& place) {
  const auto& now = place.line->connection;
  core::Findings findings;
  auto next = renewed(now, file->connection(now.name, findings));
  spdlog::info("connection {}: its secret files have changed and were read again", now.name);
  for (const auto& finding : findings)
    spdlog::error("{}; until that is mended, what was read before is used",
                  place_and_message(finding));
  auto line = std::make_shared<Line>(std::move(next), http, clock, options);
  const std::scoped_lock lock(changing);
  place.line = std::move(line);
}

Registry::Registry(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Registry::~Registry() = default;

Registry::Loaded Registry::load(const std::filesystem::path& manifests,
                                const std::filesystem::path& connections,
                                const Environment& environment, const ports::Clock& clock,
                                Options options) {
  Loaded loaded;
  Manifests known;
  for (const auto& path : manifests_in(manifests, loaded.findings))
    read_manifest(path, known, loaded.findings);
  bool unclear = std::any_of(loaded.findings.begin(), loaded.findings.end(), leaves_unclear);
  auto impl = std::make_unique<Impl>(clock, std::move(options));
  core::Findings findings;
  std::error_code problem;
  if (std::filesystem::exists(connections, problem)) {
    if (const auto text = read_file(connections, findings))
      impl->file = ConnectionsFile::read(*text, connections.string(), std::move(known), environment,
                                         findings);
    if (impl->file) impl->read_all(findings);
  }
  unclear |= std::any_of(findings.begin(), findings.end(), ConnectionsFile::leaves_unclear);
  loaded.findings.insert(loaded.findings.end(), findings.begin(), findings.end());
  if (!unclear) loaded.registry = std::make_unique<Registry>(std::move(impl));
  return loaded;
}

Registry::Loaded Registry::load(const std::filesystem::path& manifests,
                                const std::filesystem::path& connections,
                                const Environment& environment, const ports::Clock& clock) {
  return load(manifests, connections, environment, clock, Options{});
}

boost::asio::awaitable<core::ActionResult> Registry::perform(const core::StartAction& action) {
  const auto line = impl_->current(action.connection);
  if (!line) {
    core::ActionResult result{core::ActionResult::Kind::held,
                              {},
                              "unknown_connection",
                              held(action.connection, action.operation),
                              {}};
    co_return result;
  }
  co_return co_await line->actor->perform(action);
}

core::Operations Registry::operations() const {
  core::Operations operations;
  const std::scoped_lock lock(impl_->changing);
  for (const auto& [name, place] : impl_->places) {
    const auto& connection = place.line->connection;
    auto& of_connection = operations[name];
    for (const auto& [operation, spec] : connection.manifest->operations) {
      auto& declared = of_connection.emplace(operation, spec.declared).first->second;
      // Without an address of its own, a connection is told where to go by each action.
      if (spec.request.url && !connection.base && connection.state.reason.empty())
        declared.input_schema["required"].push_back("url");
    }
    if (connection.egress.empty()) operations.https_only.insert(name);
    const auto& events = connection.manifest->events;
    operations.events.insert(operations.events.end(), events.types.begin(), events.types.end());
    const bool takes_webhooks = !connection.state.scheme.empty();
    operations.sends[name] = takes_webhooks ? events.all : std::vector<std::string>();
    if (takes_webhooks) operations.data_members[name] = events.members;
  }
  return operations;
}

std::string Registry::held(std::string_view connection, std::string_view operation) const {
  const auto line = impl_->current(connection);
  if (!line) return "there is no connection \"" + std::string(connection) + "\"";
  return line->actor->check(operation);
}

void Registry::never(std::uint16_t own_port) { impl_->http.never(own_port); }

std::size_t Registry::concurrency(std::string_view connection) const {
  const auto line = impl_->current(connection);
  return line ? line->connection.limits.concurrency : 1;
}

void Registry::stop() {
  for (auto& [name, place] : impl_->places) place.line->actor->stop();
  impl_->http.stop();
}

std::shared_ptr<const ingress::Hook> Registry::hook(std::string_view connection) const {
  const auto line = impl_->current(connection);
  return line ? line->connection.hook : nullptr;
}

std::vector<std::string> Registry::names() const {
  std::vector<std::string> names;
  for (const auto& [name, place] : impl_->places) names.push_back(name);
  return names;
}

std::optional<Registry::State> Registry::state(std::string_view connection) const {
  const auto line = impl_->current(connection);
  if (!line) return std::nullopt;
  return line->connection.state;
}

}  // namespace baton::connectors
