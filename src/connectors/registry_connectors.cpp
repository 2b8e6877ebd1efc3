#include "baton/connectors/registry.hpp"
#include "connectors/connection_parts.hpp"
#include "connectors/files.hpp"
#include "connectors/plugin/manifest_plugin.hpp"
#include "connectors/registry_impl.hpp"

#include <algorithm>
#include <future>
#include <utility>

// Reads the files of connectors, has programs describe themselves, and keeps a connector that was
// right while its files are wrong.
namespace baton::connectors {

// The note is made before the files are read: a change after it is seen at the next look.
Manifests Registry::Impl::read_connectors(core::Findings& findings) {
  auto now = folder_identity(manifests);
  auto next = read_manifests(manifests, options.shipped, known, findings);
  programs.clear();
  for (const auto& [name, manifest] : next.whole) {
    if (!manifest->plugin) continue;
    programs.push_back(manifest);
    now += files_of(*manifest);
  }
  identity = std::move(now);
  return next;
}

std::string Registry::Impl::identity_now() const {
  auto now = folder_identity(manifests);
  for (const auto& manifest : programs) now += files_of(*manifest);
  return now;
}

namespace {

// What a program is: how it is started, and which files it consists of.
std::string identity_of_program(const Manifest& manifest, const Program& program) {
  std::string identity = program.folder.string();
  for (const auto& word : program.command) identity += "\n" + word;
  return identity + "\n" + std::to_string(program.memory_mib) + files_of(manifest);
}

void report_connector(const Manifest& manifest, const core::Error& error,
                      core::Findings& findings) {
  core::Finding finding;
  finding.file = manifest.file;
  finding.rule = "plugin/description";
  finding.message = error.message;
  finding.hint =
      "what it wrote to its standard error is in the log; until that is mended, the connector "
      "stays as it was read before, or is not used if it never was";
  findings.push_back(std::move(finding));
}

}  // namespace

core::Result<core::Json> Registry::Impl::description_of(const std::string& key,
                                                        const DescriptionsAsked& asked) const {
  if (const auto kept = descriptions.find(key); kept != descriptions.end()) return kept->second;
  if (const auto now = asked.find(key); now != asked.end()) return now->second;
  return core::Error{core::Errc::unavailable, "its files have changed while it was read", {}, {}};
}

std::map<std::string, Program> Registry::Impl::to_describe(const Manifests& all) const {
  std::map<std::string, Program> found;
  for (const auto& [name, manifest] : all.whole) {
    if (!manifest->plugin) continue;
    auto program = program_of(*manifest, options.plugins.library_host);
    auto key = identity_of_program(*manifest, program);
    if (!descriptions.contains(key)) found.emplace(std::move(key), std::move(program));
  }
  return found;
}

void Registry::Impl::add_operations(Manifests& all, const DescriptionsAsked& asked,
                                    core::Findings& findings) {
  std::map<std::string, core::Json> used;
  for (auto one = all.whole.begin(); one != all.whole.end();) {
    const auto manifest = one->second;
    if (!manifest->plugin) {
      ++one;
      continue;
    }
    auto program = program_of(*manifest, options.plugins.library_host);
    const auto key = identity_of_program(*manifest, program);
    const auto said = description_of(key, asked);
    core::Findings own;
    if (!said) report_connector(*manifest, said.error(), own);
    const auto whole = said ? with_operations(*manifest, *said, own) : nullptr;
    if (whole) {
      auto made = std::make_shared<Manifest>(*whole);
      made->program = std::move(program);
      made->program_files = key;
      one->second = std::move(made);
      used.emplace(key, *said);
      ++one;
    } else {
      all.broken.emplace(one->first, place_and_message(own.front()));
      one = all.whole.erase(one);
    }
    findings.insert(findings.end(), own.begin(), own.end());
  }
  descriptions = std::move(used);
}

std::map<std::string, std::string, std::less<>> Registry::Impl::keep_whole(Manifests& all) const {
  std::map<std::string, std::string, std::less<>> refused;
  for (auto one = all.broken.begin(); one != all.broken.end();) {
    const auto before = known.whole.find(one->first);
    if (before == known.whole.end() || all.whole.contains(one->first)) {
      ++one;
      continue;
    }
    refused.emplace(one->first, one->second);
    all.whole.insert(*before);
    one = all.broken.erase(one);
  }
  return refused;
}

bool Registry::Impl::read(core::Findings& findings) {
  core::Findings own;
  auto next = read_connectors(own);
  std::map<std::string, std::future<core::Result<core::Json>>> waiting;
  for (const auto& [key, program] : to_describe(next))
    waiting.emplace(key, plugins.describe(program));
  DescriptionsAsked asked;
  for (auto& [key, description] : waiting) asked.emplace(key, description.get());
  add_operations(next, asked, own);
  core::Findings of_text;
  const auto now = connections_text(of_text);
  return use(std::move(next), now, own, std::move(of_text), findings);
}

std::vector<Registry::Connector> Registry::connectors() const {
  const auto snapshot = impl_->current();
  std::vector<Connector> found;
  for (const auto& [name, manifest] : impl_->known.whole) {
    Connector one;
    one.name = name;
    one.title = manifest->title;
    one.scheme = manifest->scheme;
    for (const auto& auth : manifest->auth) one.auth.emplace_back(auth.row->kind);
    for (const auto& [operation, spec] : manifest->operations)
      one.operations.emplace_back(operation, spec.declared.description);
    for (const auto& [poll, spec] : manifest->polls) one.polls.push_back(poll);
    for (const auto& [connection, entry] : snapshot->entries)
      if (entry->connection.state.connector == name) one.connections.push_back(connection);
    found.push_back(std::move(one));
  }
  return found;
}

bool Registry::connectors_changed() {
  auto now = impl_->identity_now();
  const bool still = now == impl_->last_look;
  impl_->last_look = std::move(now);
  return still && impl_->last_look != impl_->identity;
}

boost::asio::awaitable<bool> Registry::pick_up(core::Findings& findings) {
  core::Findings own;
  auto next = impl_->read_connectors(own);
  const auto identity = impl_->identity;
  const auto programs = impl_->to_describe(next);
  Impl::DescriptionsAsked asked;
  for (const auto& [key, program] : programs) {
    auto description = co_await impl_->plugins.described(program);
    asked.emplace(key, std::move(description));
  }
  // A reload meanwhile has read newer files: those stay in use.
  if (impl_->identity != identity) co_return true;
  impl_->add_operations(next, asked, own);
  co_return impl_->use(std::move(next), impl_->text, own, {}, findings);
}

}  // namespace baton::connectors
