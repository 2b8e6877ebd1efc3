#include "app/template_folder.hpp"

#include "app/files.hpp"
#include "app/log_findings.hpp"
#include "baton/core/actor.hpp"
#include "baton/core/digest.hpp"
#include "baton/core/limits.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/telemetry/log.hpp"
#include "baton/templates/load.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace baton::app {

namespace {

namespace fs = std::filesystem;

// A file in the folder of templates.
struct TemplateFile {
  std::string path;
  std::string name;      // its path within the folder
  std::string workflow;  // the workflow that it defines; empty when the file has errors
  std::string hash;
  std::string yaml;
};

// What the store knows of the templates before those of the folder are published.
struct Known {
  std::vector<std::string> hashes;  // beside the files
  std::set<std::string> retired;
  std::vector<ports::TemplateRow> active;
};

// Reads the template files, except those that define a workflow of another file. What is wrong with
// them is logged. Others have their turn after each file, since a server may be answering.
boost::asio::awaitable<std::vector<TemplateFile>> read_templates(fs::path folder,
                                                                 std::vector<std::string> paths) {
  std::vector<TemplateFile> files;
  WorkflowNames names;
  for (const std::string& path : paths) {
    co_await boost::asio::post(boost::asio::use_awaitable);
    auto yaml = read_file(path, core::kBodyBytesMax);
    if (!yaml) {
      spdlog::error("{}", yaml.error().text());
      continue;
    }
    TemplateFile file{path,
                      fs::path(path).lexically_relative(folder).string(),
                      {},
                      core::sha256_hex(*yaml),
                      *std::move(yaml)};
    if (const auto loaded = templates::load(file.yaml, path); loaded.workflow)
      file.workflow = loaded.workflow->name;
    const auto doubled =
        file.workflow.empty() ? std::nullopt : names.add(file.workflow, path, file.yaml);
    if (doubled) {
      log_findings({*doubled});
    } else {
      files.push_back(std::move(file));
    }
  }
  co_return files;
}

// Warns of workflows that go on starting runs although their file is gone, or defines another
// workflow now. Whoever removed the file may not know.
void warn_of_orphans(const std::vector<ports::TemplateRow>& active,
                     const std::vector<TemplateFile>& files) {
  for (const auto& row : active) {
    const bool named = std::any_of(files.begin(), files.end(),
                                   [&](const auto& file) { return file.workflow == row.name; });
    if (row.actor != core::Actor::config() || row.file.empty() || named) continue;
    spdlog::warn(
        "the workflow {} is still active, and {} is gone or names another: baton template retire "
        "{}",
        row.name, row.file, row.name);
  }
}

boost::asio::awaitable<void> publish(TemplateFile file, runtime::Runtime& runtime) {
  core::Findings findings;
  const auto published = co_await runtime.publish_file(std::move(file.yaml), file.path, file.name,
                                                       core::Actor::config(), findings);
  if (!published) {
    log_findings(findings);
    spdlog::error("{} is refused: {}", file.path, published.error().message);
    co_return;
  }
  log_findings(published->findings);
  if (!published->unchanged)
    spdlog::info("published {}@{} from {}", published->row.name, published->row.version, file.path);
}

}  // namespace

boost::asio::awaitable<void> publish_templates(fs::path folder, ports::Store& store,
                                               runtime::Runtime& runtime) {
  const auto found = template_files({folder.string()});
  for (const std::string& file : found.left_out) spdlog::warn("left out: {}", file);
  const std::vector<TemplateFile> files = co_await read_templates(folder, found.files);
  auto look = [&files](ports::Queries& queries) {
    Known known;
    for (const TemplateFile& file : files)
      known.hashes.push_back(runtime::published_from(queries, file.name));
    for (const auto& row : queries.retired_templates()) known.retired.insert(row.name);
    known.active = queries.templates();
    return known;
  };
  const Known before = co_await store.read(look);
  for (std::size_t at = 0; at < files.size(); ++at) {
    const TemplateFile& file = files[at];
    const bool changed = file.hash != before.hashes[at];
    if (before.retired.contains(file.workflow)) {
      spdlog::warn("{} {}: the workflow {} is retired; baton template enable {} takes it back",
                   file.path, changed ? "has changed, and is not published" : "starts nothing",
                   file.workflow, file.workflow);
      continue;
    }
    if (changed) co_await publish(file, runtime);
  }
  warn_of_orphans(before.active, files);
}

}  // namespace baton::app
