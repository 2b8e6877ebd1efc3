#include "baton/core/event_names.hpp"
#include "connectors/connection_parts.hpp"
#include "connectors/keys.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

// Reads the connections of the file. A mistake in one of them holds only that one.
namespace baton::connectors {

using core::Json;

namespace {

constexpr const char* kListed = "connections";
constexpr std::string_view kPointer = "/connections/";

// References to files, each with its JSON pointer.
using References = std::vector<std::pair<std::string, const Json*>>;

void collect_files(const Json& value, const std::string& pointer, References& found) {
  if (!file_of_reference(value).empty()) {
    found.emplace_back(pointer, &value);
    return;
  }
  if (!value.is_structured()) return;
  for (const auto& [name, member] : value.items())
    collect_files(member, pointer + "/" + core::pointer_part(name), found);
}

void collect_secrets(const Json& value, std::vector<std::string>& found) {
  if (auto name = secret_of_reference(value); !name.empty()) {
    found.push_back(std::move(name));
    return;
  }
  if (!value.is_structured()) return;
  for (const auto& [key, member] : value.items()) collect_secrets(member, found);
}

// Reports files that are needed and cannot be read. Such a file is a mistake, whereas a variable
// that is not set may mean that a vendor is not used.
void report_unread_files(const formats::YamlFile& file, const References& references,
                         Connection& connection, core::Findings& findings) {
  auto& state = connection.state;
  const auto reasons = state.reason + "; " + state.hook_reason;
  for (const auto& [pointer, reference] : references) {
    const auto missing =
        resolve_reference(*reference, [](const auto&) { return std::nullopt; }).missing;
    if (missing.empty() || reasons.find(missing) == std::string::npos) continue;
    state.faulty = true;
    findings.push_back(
        file.finding(pointer, "config/secret-file", missing,
                     "it is read as soon as it is there; until then the connection is held"));
  }
}

// A mistake in the webhook closes the webhook; every other mistake holds the actions.
void hold(Connection& connection, const std::string& pointer, const core::Findings& findings) {
  auto& state = connection.state;
  const auto webhook = pointer + "/webhook";
  for (const auto& finding : findings) {
    if (finding.severity != core::Finding::Severity::error) continue;
    const bool of_hook = finding.pointer == webhook || finding.pointer.starts_with(webhook + "/");
    add_reason(of_hook ? state.hook_reason : state.reason, place_and_message(finding));
    state.faulty = true;
  }
  if (!state.acts) state.reason.clear();
  state.active = state.acts && state.reason.empty();
  if (!state.hook_reason.empty()) connection.hook.reset();
  state.listening = connection.hook != nullptr;
}

}  // namespace

std::string place_and_message(const core::Finding& finding) {
  auto text = std::filesystem::path(finding.file).filename().string();
  if (finding.at.line > 0)
    text += ":" + std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column);
  return text + ": " + finding.message;
}

ConnectionsFile::ConnectionsFile(formats::YamlFile file, Manifests manifests,
                                 Environment environment)
    : file_(std::move(file)),
      manifests_(std::move(manifests)),
      environment_(std::move(environment)) {}

std::optional<ConnectionsFile> ConnectionsFile::read(std::string_view yaml,
                                                     const std::string& file_name,
                                                     Manifests manifests, Environment environment,
                                                     core::Findings& findings) {
  auto file = formats::YamlFile::read(yaml, file_name, findings);
  if (!file) return std::nullopt;
  const formats::FieldReader root(*file, "", file->value(), findings);
  root.allow(keys::kConnections);
  const auto list = root.inner(kListed);
  check_references(*file, list.pointer(), list.value(), findings);
  for (const auto& [name, ignored] : list.value().items()) {
    if (!keys::is_name(name, "-"))
      list.error(name, "config/name", "a connection's name is lower-case letters, digits, _ and -");
    if (core::reserved_source(name))
      list.error(name, "config/name", "\"" + name + "\" is Baton's own name: choose another");
  }
  return ConnectionsFile(*std::move(file), std::move(manifests), std::move(environment));
}

std::vector<std::string> ConnectionsFile::names() const {
  std::vector<std::string> names;
  const auto* list = core::find(file_.value(), kListed);
  if (list == nullptr || !list->is_object()) return names;
  for (const auto& [name, ignored] : list->items()) names.push_back(name);
  return names;
}

std::vector<std::string> ConnectionsFile::secret_files(const std::string& name) const {
  References references;
  collect_files(file_.value().at(kListed).at(name), {}, references);
  std::vector<std::string> files;
  for (const auto& [pointer, reference] : references)
    files.push_back(file_of_reference(*reference));
  return files;
}

std::vector<std::string> ConnectionsFile::stored_secrets(const std::string& name) const {
  std::vector<std::string> secrets;
  const auto* list = core::find(file_.value(), kListed);
  if (const auto* value = list != nullptr ? core::find(*list, name) : nullptr; value != nullptr)
    collect_secrets(*value, secrets);
  return secrets;
}

std::string ConnectionsFile::declaration(const std::string& name) const {
  const auto& value = file_.value().at(kListed).at(name);
  const auto manifest = manifests_.whole.find(core::text_at(value, "connector", name));
  if (manifest == manifests_.whole.end()) return core::dump(value);
  return core::dump(value) + manifest->second->digest + manifest->second->program_files;
}

Connection ConnectionsFile::connection(const std::string& name, core::Findings& findings) const {
  core::Findings own;
  const auto pointer = std::string(kPointer) + core::pointer_part(name);
  const auto& value = file_.value().at(kListed).at(name);
  auto connection = read_connection(name, formats::FieldReader(file_, pointer, value, own),
                                    manifests_, environment_);
  hold(connection, pointer, own);
  References references;
  collect_files(value, pointer, references);
  report_unread_files(file_, references, connection, own);
  findings.insert(findings.end(), own.begin(), own.end());
  return connection;
}

bool ConnectionsFile::leaves_unclear(const core::Finding& finding) {
  if (finding.severity != core::Finding::Severity::error) return false;
  const bool of_one = finding.pointer.starts_with(kPointer);
  // A name of many words means that a quote is missing, and the text may have swallowed the
  // connections after it.
  constexpr std::array<std::string_view, 3> kUnclear{"config/unknown-key", "config/name",
                                                     "config/variable"};
  return !of_one || std::find(kUnclear.begin(), kUnclear.end(), finding.rule) != kUnclear.end();
}

}  // namespace baton::connectors
