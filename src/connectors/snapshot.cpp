#include "connectors/snapshot.hpp"

#include "connectors/mail/smtp_performer.hpp"
#include "connectors/manifest_inputs.hpp"
#include "connectors/manifest_performer.hpp"
#include "connectors/plugin/plugin_performer.hpp"
#include "connectors/sftp/sftp_performer.hpp"

#include <utility>

namespace baton::connectors {

namespace {

void add_operations(const Connection& connection, core::Operations& operations) {
  auto& of_connection = operations[connection.name];
  for (const auto& [operation, spec] : connection.manifest->operations) {
    auto& declared = of_connection.emplace(operation, spec.declared).first->second;
    declared.repeat = repeat_of(spec, connection.manifest->transport);
    // If the connection has no base URL, each action names its own.
    if (spec.request.url && !connection.base && connection.state.reason.empty())
      declared.input_schema["required"].push_back("url");
  }
  const bool by_program = connection.manifest->transport == Transport::plugin;
  if (connection.egress.empty() && !by_program) operations.https_only.insert(connection.name);
  const auto& events = connection.manifest->events;
  operations.events.insert(operations.events.end(), events.types.begin(), events.types.end());
  const bool takes_webhooks = !connection.state.scheme.empty();
  auto& sends = operations.sends[connection.name];
  sends = takes_webhooks ? events.all : std::vector<std::string>();
  // What a poll brings may have other members than what a webhook brings, so that those of the
  // webhook are only known where nothing is polled.
  if (takes_webhooks && connection.polls.empty())
    operations.data_members[connection.name] = events.members;
  for (const auto& [name, settings] : connection.polls) {
    const auto& polled = connection.manifest->polls.at(name).events;
    operations.events.insert(operations.events.end(), polled.types.begin(), polled.types.end());
    sends.insert(sends.end(), polled.all.begin(), polled.all.end());
  }
}

}  // namespace

std::shared_ptr<const Entry> make_entry(Connection connection, std::string declaration, Ways ways,
                                        const ports::Clock& clock,
                                        const Registry::Options& options) {
  auto entry =
      std::make_shared<Entry>(Entry{std::move(connection), nullptr, std::move(declaration)});
  const auto& whole = entry->connection;
  if (whole.manifest->transport == Transport::smtp)
    entry->performer = std::make_unique<SmtpPerformer>(whole, ways.http, ways.mail, clock, options);
  else if (whole.manifest->transport == Transport::sftp)
    entry->performer = std::make_unique<SftpPerformer>(whole, ways.files, options);
  else if (whole.manifest->transport == Transport::plugin)
    entry->performer = std::make_unique<PluginPerformer>(whole, ways.plugins, options);
  else
    entry->performer = std::make_unique<ManifestPerformer>(whole, ways.http, clock, options);
  return entry;
}

void Snapshot::learn_credentials() {
  std::set<std::string_view> all;
  for (const auto& [name, entry] : entries) {
    const auto& connection = entry->connection;
    for (const auto* some : {&connection.credentials, &connection.hook_secrets})
      for (const auto& credential : *some)
        if (is_distinctive(credential.reveal())) all.insert(credential.reveal());
  }
  credentials = Redaction();
  for (const auto credential : all) credentials.add(credential);
  have_them_all.clear();
  for (const auto& [name, entry] : entries) {
    std::set<std::string_view> own;
    for (const auto& secret : entry->connection.secrets)
      if (all.contains(secret.reveal())) own.insert(secret.reveal());
    if (own.size() == all.size()) have_them_all.insert(name);
  }
}

const Redaction& Snapshot::of_others(std::string_view connection) const {
  static const Redaction kNothing{};
  return have_them_all.contains(connection) ? kNothing : credentials;
}

const Entry* Snapshot::find(std::string_view connection) const {
  const auto found = entries.find(connection);
  return found != entries.end() ? found->second.get() : nullptr;
}

core::Operations Snapshot::operations() const {
  core::Operations operations;
  for (const auto& [name, entry] : entries) add_operations(entry->connection, operations);
  return operations;
}

}  // namespace baton::connectors
