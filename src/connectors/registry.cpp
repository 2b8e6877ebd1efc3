#include "baton/connectors/registry.hpp"

#include "baton/connectors/usage_ledger.hpp"
#include "baton/core/text.hpp"
#include "baton/telemetry/log.hpp"
#include "connectors/auth/login.hpp"
#include "connectors/connection_parts.hpp"
#include "connectors/files.hpp"
#include "connectors/poll.hpp"
#include "connectors/redacting_performer.hpp"
#include "connectors/registry_impl.hpp"

#include <algorithm>
#include <boost/asio/awaitable.hpp>

namespace baton::connectors {

namespace {

// Adds the secrets that are not there yet.
void add_missing(std::vector<core::Secret>& all, const std::vector<core::Secret>& more) {
  for (const auto& secret : more) {
    const auto same = [&secret](const core::Secret& one) {
      return one.reveal() == secret.reveal();
    };
    if (std::none_of(all.begin(), all.end(), same)) all.push_back(secret);
  }
}

// A connection that was read again. If what was read now has a mistake in the actions or in the
// webhook, that part stays as it was before.
Connection renewed(const Connection& before, const Connection& now) {
  auto next = before.state.active && !now.state.active ? before : now;
  const auto& hook = before.state.listening && !now.state.listening ? before : now;
  next.hook = hook.hook;
  next.hook_secrets = hook.hook_secrets;
  add_missing(next.secrets, hook.hook_secrets);
  next.state.listening = hook.state.listening;
  next.state.hook_reason = hook.state.hook_reason;
  next.state.scheme = hook.state.scheme;
  next.state.faulty = now.state.faulty;
  return next;
}

core::Error no_connection(const Registry& registry, const std::string& name) {
  return {core::Errc::not_found,
          "there is no connection \"" + core::shortened(name, 100) + "\"",
          {},
          core::did_you_mean(name, registry.names())};
}

}  // namespace

std::shared_ptr<const Snapshot> Registry::Impl::fresh(std::string_view connection) {
  auto now = current();
  const auto watched = secret_files.find(connection);
  if (watched == secret_files.end() || !watched->second.changed(clock)) return now;
  auto next = std::make_shared<Snapshot>(*now);
  auto& entry = next->entries.at(watched->first);
  entry = read_again(*entry);
  swap(next);
  return next;
}

std::optional<std::string> Registry::Impl::connections_text(core::Findings& findings) const {
  std::error_code problem;
  if (std::filesystem::exists(connections, problem)) return read_file(connections, findings);
  if (options.shipped.connections.empty()) return std::nullopt;
  return options.shipped.connections;
}

bool Registry::Impl::use(Manifests next_known, std::optional<std::string> next_text,
                         const core::Findings& of_connectors, core::Findings own,
                         core::Findings& findings) {
  auto all = std::make_shared<Snapshot>();
  all->refused = keep_whole(next_known);
  std::optional<ConnectionsFile> next;
  if (next_text)
    next = ConnectionsFile::read(*next_text, connections.string(), next_known, environment, own);
  Watched watched;
  if (next) {
    for (const auto& name : next->names())
      all->entries.emplace(name, read_entry(*next, name, watched, own));
  }
  const bool unclear = std::any_of(of_connectors.begin(), of_connectors.end(), leaves_unclear) ||
                       std::any_of(own.begin(), own.end(), ConnectionsFile::leaves_unclear);
  findings.insert(findings.end(), of_connectors.begin(), of_connectors.end());
  findings.insert(findings.end(), own.begin(), own.end());
  if (unclear) return false;
  file = std::move(next);
  text = std::move(next_text);
  known = std::move(next_known);
  secret_files = std::move(watched);
  swap(std::move(all));
  return true;
}

std::shared_ptr<const Entry> Registry::Impl::read_entry(const ConnectionsFile& from,
                                                        const std::string& name, Watched& watched,
                                                        core::Findings& findings) {
  SecretFiles files(from.secret_files(name));
  auto connection = from.connection(name, findings);
  auto declaration = from.declaration(name);
  const auto in_use = current();
  const auto before = in_use->entries.find(name);
  const bool same = before != in_use->entries.end() && before->second->declaration == declaration;
  watched.emplace(name, same ? secret_files.at(name) : std::move(files));
  if (same) return before->second;
  return make_entry(std::move(connection), std::move(declaration), {http, mail, plugins, sftp},
                    clock, options);
}

std::shared_ptr<const Entry> Registry::Impl::read_again(const Entry& before) {
  core::Findings findings;
  const auto& name = before.connection.name;
  auto next = renewed(before.connection, file->connection(name, findings));
  spdlog::info("connection {}: its secret files have changed and were read again", name);
  for (const auto& finding : findings)
    spdlog::error("{}; until that is mended, what was read before is used",
                  place_and_message(finding));
  return make_entry(std::move(next), before.declaration, {http, mail, plugins, sftp}, clock,
                    options);
}

std::shared_ptr<const Entry> Registry::Impl::with_other_secrets(const Entry& before) {
  core::Findings findings;
  auto next = file->connection(before.connection.name, findings);
  for (const auto& finding : findings) spdlog::error("{}", place_and_message(finding));
  return make_entry(std::move(next), before.declaration, {http, mail, plugins, sftp}, clock,
                    options);
}

Registry::Registry(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Registry::~Registry() = default;

Registry::Loaded Registry::load(const std::filesystem::path& manifests,
                                const std::filesystem::path& connections,
                                const Environment& environment, const ports::Clock& clock,
                                Options options) {
  Loaded loaded;
  auto impl =
      std::make_unique<Impl>(manifests, connections, environment, clock, std::move(options));
  if (impl->read(loaded.findings)) loaded.registry = std::make_unique<Registry>(std::move(impl));
  return loaded;
}

Registry::Loaded Registry::load(const std::filesystem::path& manifests,
                                const std::filesystem::path& connections,
                                const Environment& environment, const ports::Clock& clock) {
  return load(manifests, connections, environment, clock, Options{});
}

boost::asio::awaitable<core::ActionResult> Registry::perform(const core::StartAction& action) {
  const auto snapshot =
      impl_->fresh(action.connection);  // keeps the entry while the action is under way
  const auto* entry = snapshot->find(action.connection);
  if (entry == nullptr) {
    core::ActionResult result{core::ActionResult::Kind::held,
                              {},
                              "unknown_connection",
                              held(action.connection, action.operation),
                              {}};
    co_return result;
  }
  RedactingPerformer performer(*entry->performer, snapshot->of_others(action.connection));
  co_return co_await performer.perform(action);
}

std::vector<ports::Poll> Registry::polls() const {
  const auto snapshot = impl_->current();
  std::vector<ports::Poll> polls;
  for (const auto& [connection, entry] : snapshot->entries)
    for (const auto& [name, settings] : entry->connection.polls)
      polls.push_back({connection, name, settings.every});
  return polls;
}

boost::asio::awaitable<ports::PollPage> Registry::poll(std::string connection, std::string name,
                                                       core::Json progress, core::Time now) {
  const auto snapshot = impl_->fresh(connection);  // keeps the entry while it is asked
  const auto* entry = snapshot->find(connection);
  if (entry == nullptr || !entry->connection.polls.contains(name)) {
    ports::PollPage page;
    page.result.kind = core::ActionResult::Kind::held;
    page.result.code = "unknown_poll";
    page.result.message = "the connection \"" + connection + "\" has no poll \"" + name + '"';
    co_return page;
  }
  RedactingPerformer performer(*entry->performer, snapshot->of_others(connection));
  auto asking = ask_page(entry->connection, performer, std::move(name), std::move(progress), now);
  co_return co_await std::move(asking);
}

boost::asio::awaitable<std::vector<Registry::Check>> Registry::test(std::string connection) const {
  const auto snapshot = impl_->fresh(connection);  // held while the test is under way
  const auto* entry = snapshot->find(connection);
  if (entry == nullptr) co_return std::vector<Check>{};
  RedactingPerformer performer(*entry->performer, snapshot->of_others(connection));
  co_return co_await performer.probe();
}

boost::asio::awaitable<core::Result<Registry::Login>> Registry::begin_login(
    std::string connection, LoginAsked asked) const {
  const auto snapshot = impl_->fresh(connection);  // held while the vendor is asked
  const auto* entry = snapshot->find(connection);
  if (entry == nullptr) co_return no_connection(*this, connection);
  co_return co_await impl_->logins.begin(entry->connection, std::move(asked));
}

boost::asio::awaitable<core::Result<Registry::LoginOutcome>> Registry::log_in(
    std::string connection, std::string id, LoginAnswer answer, core::Actor actor) const {
  const auto snapshot = impl_->fresh(connection);  // held while the vendor is asked
  const auto* entry = snapshot->find(connection);
  if (entry == nullptr) co_return no_connection(*this, connection);
  co_return co_await impl_->logins.finish(entry->connection, std::move(id), std::move(answer),
                                          std::move(actor));
}

core::Result<core::Json> Registry::preview(const core::StartAction& action) const {
  const auto snapshot = impl_->fresh(action.connection);
  const auto* entry = snapshot->find(action.connection);
  if (entry == nullptr) return no_connection(*this, action.connection);
  return entry->performer->preview(action);
}

core::Operations Registry::operations() const {
  const auto snapshot = impl_->current();
  return snapshot->operations();
}

std::string Registry::held(std::string_view connection, std::string_view operation) const {
  const auto snapshot = impl_->fresh(connection);
  const auto* entry = snapshot->find(connection);
  if (entry == nullptr) return "there is no connection \"" + std::string(connection) + "\"";
  return entry->performer->check(operation);
}

bool Registry::active(std::string_view connection) const {
  const auto snapshot = impl_->current();
  const auto* entry = snapshot->find(connection);
  return entry != nullptr && entry->connection.state.active;
}

void Registry::never(std::uint16_t own_port) {
  impl_->http.never(own_port);
  impl_->mail.never(own_port);
  impl_->sftp.never(own_port);
}

bool Registry::one_system(std::string_view connection) const {
  const auto snapshot = impl_->current();
  const auto* entry = snapshot->find(connection);
  if (entry == nullptr || entry->connection.base) return true;
  const auto& operations = entry->connection.manifest->operations;
  return std::none_of(operations.begin(), operations.end(),
                      [](const auto& one) { return one.second.request.url != nullptr; });
}

std::size_t Registry::concurrency(std::string_view connection) const {
  const auto snapshot = impl_->fresh(connection);
  const auto* entry = snapshot->find(connection);
  return entry != nullptr ? entry->connection.limits.concurrency : 1;
}

bool Registry::reload(core::Findings& findings) { return impl_->read(findings); }

void Registry::secret_changed(std::string_view secret) {
  const auto now = impl_->current();
  auto next = std::make_shared<Snapshot>(*now);
  bool any = false;
  for (auto& [name, entry] : next->entries) {
    const auto named = impl_->stored_secrets(name);
    if (secret.empty() ? named.empty()
                       : std::find(named.begin(), named.end(), secret) == named.end())
      continue;
    entry = impl_->with_other_secrets(*entry);
    any = true;
  }
  if (any) impl_->swap(std::move(next));
}

std::vector<std::string> Registry::users_of(std::string_view secret) const {
  const auto snapshot = impl_->current();
  std::vector<std::string> users;
  for (const auto& [name, entry] : snapshot->entries) {
    const auto named = impl_->stored_secrets(name);
    if (std::find(named.begin(), named.end(), secret) != named.end()) users.push_back(name);
  }
  return users;
}

void Registry::stop() {
  const auto snapshot = impl_->current();
  for (const auto& [name, entry] : snapshot->entries) entry->performer->stop();
  impl_->plugins.stop();
  impl_->mail.stop();
  impl_->sftp.stop();
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

std::vector<std::string> Registry::faulty() const {
  std::vector<std::string> found;
  for (auto& name : names()) {
    const auto now = state(name);
    if (now && now->faulty) found.push_back(std::move(name));
  }
  return found;
}

std::optional<Registry::State> Registry::state(std::string_view connection) const {
  const auto snapshot = impl_->fresh(connection);
  const auto* entry = snapshot->find(connection);
  if (entry == nullptr) return std::nullopt;
  auto state = entry->connection.state;
  const auto& operations = entry->connection.manifest->operations;
  const bool counts = std::any_of(operations.begin(), operations.end(),
                                  [](const auto& one) { return one.second.usage.has_value(); });
  if (counts && impl_->options.usage != nullptr)
    state.usage.emplace(impl_->options.usage->this_month(connection), entry->connection.usage);
  state.logins = logins_of(entry->connection);
  state.concurrency = entry->connection.limits.concurrency;
  state.rate = entry->connection.limits.rate;
  const auto refused = snapshot->refused.find(state.connector);
  if (refused != snapshot->refused.end()) {
    state.refused = refused->second;
    state.faulty = true;
  }
  return state;
}

}  // namespace baton::connectors
