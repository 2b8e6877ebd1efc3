#include "baton/connectors/registry.hpp"

#include "baton/telemetry/log.hpp"
#include "connectors/connection_parts.hpp"
#include "connectors/files.hpp"
#include "connectors/secret_files.hpp"
#include "connectors/snapshot.hpp"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <mutex>

namespace baton::connectors {

namespace {

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

  // The connections in use. Any thread.
  std::shared_ptr<const Snapshot> current() const {
    const std::scoped_lock lock(swapping);
    return snapshot;
  }
  // The same, after this connection was read again if its secret files have changed. On the
  // executor of perform().
  std::shared_ptr<const Snapshot> fresh(std::string_view connection);
  // From now on these are in use; an action under way goes on with those that it began with.
  void swap(std::shared_ptr<const Snapshot> next) {
    const std::scoped_lock lock(swapping);
    snapshot.swap(next);
  }
  void read_all(core::Findings& findings);
  std::shared_ptr<const Entry> read_again(const Connection& before);

  const ports::Clock& clock;
  Options options;
  HttpClient http;
  std::optional<ConnectionsFile> file{};
  std::map<std::string, SecretFiles, std::less<>> secret_files{};  // by connection
  mutable std::mutex swapping{};
  std::shared_ptr<const Snapshot> snapshot = std::make_shared<const Snapshot>();
};

std::shared_ptr<const Snapshot> Registry::Impl::fresh(std::string_view connection) {
  auto now = current();
  const auto watched = secret_files.find(connection);
  if (watched == secret_files.end() || !watched->second.changed(clock)) return now;
  auto next = std::make_shared<Snapshot>(*now);
  auto& entry = next->entries.at(watched->first);
  entry = read_again(entry->connection);
  swap(next);
  return next;
}

void Registry::Impl::read_all(core::Findings& findings) {
  auto all = std::make_shared<Snapshot>();
  for (const auto& name : file->names()) {
    secret_files.try_emplace(name, file->secret_files(name));
    all->entries.try_emplace(name,
                             make_entry(file->connection(name, findings), http, clock, options));
  }
  swap(std::move(all));
}

std::shared_ptr<const Entry> Registry::Impl::read_again(const Connection& before) {
  core::Findings findings;
  auto next = renewed(before, file->connection(before.name, findings));
  spdlog::info("connection {}: its secret files have changed and were read again", before.name);
  for (const auto& finding : findings)
    spdlog::error("{}; until that is mended, what was read before is used",
                  place_and_message(finding));
  return make_entry(std::move(next), http, clock, options);
}

Registry::Registry(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Registry::~Registry() = default;

Registry::Loaded Registry::load(const std::filesystem::path& manifests,
                                const std::filesystem::path& connections,
                                const Environment& environment, const ports::Clock& clock,
                                Options options) {
  Loaded loaded;
  auto known = read_manifests(manifests, loaded.findings);
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
  const auto snapshot = impl_->fresh(action.connection);  // held while the action is under way
  const auto* entry = snapshot->find(action.connection);
  if (entry == nullptr) {
    core::ActionResult result{core::ActionResult::Kind::held,
                              {},
                              "unknown_connection",
                              held(action.connection, action.operation),
                              {}};
    co_return result;
  }
  co_return co_await entry->actor->perform(action);
}

core::Operations Registry::operations() const {
  const auto snapshot = impl_->current();
  return snapshot->operations();
}

std::string Registry::held(std::string_view connection, std::string_view operation) const {
  const auto snapshot = impl_->fresh(connection);
  const auto* entry = snapshot->find(connection);
  if (entry == nullptr) return "there is no connection \"" + std::string(connection) + "\"";
  return entry->actor->check(operation);
}

void Registry::never(std::uint16_t own_port) { impl_->http.never(own_port); }

std::size_t Registry::concurrency(std::string_view connection) const {
  const auto snapshot = impl_->fresh(connection);
  const auto* entry = snapshot->find(connection);
  return entry != nullptr ? entry->connection.limits.concurrency : 1;
}

void Registry::stop() {
  const auto snapshot = impl_->current();
  for (const auto& [name, entry] : snapshot->entries) entry->actor->stop();
  impl_->http.stop();
}

std::shared_ptr<const ingress::Hook> Registry::hook(std::string_view connection) const {
  const auto snapshot = impl_->fresh(connection);
  const auto* entry = snapshot->find(connection);
  return entry != nullptr ? entry->connection.hook : nullptr;
}

std::vector<std::string> Registry::names() const {
  const auto snapshot = impl_->current();
  std::vector<std::string> names;
  for (const auto& [name, entry] : snapshot->entries) names.push_back(name);
  return names;
}

std::optional<Registry::State> Registry::state(std::string_view connection) const {
  const auto snapshot = impl_->fresh(connection);
  const auto* entry = snapshot->find(connection);
  if (entry == nullptr) return std::nullopt;
  return entry->connection.state;
}

}  // namespace baton::connectors
