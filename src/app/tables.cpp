#include "app/tables.hpp"

#include "app/files.hpp"
#include "app/log_findings.hpp"
#include "app/problem.hpp"
#include "app/shipped.hpp"
#include "baton/core/event_model.hpp"
#include "baton/telemetry/log.hpp"

#include <iterator>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::app {

namespace {

namespace fs = std::filesystem;

// Such a file is a page or two.
constexpr std::size_t kTableBytesMax = 1'048'576;

// The files of the configuration folder, or those that the program carries.
template <class Tables>
std::vector<typename Tables::File> table_files(const fs::path& config_dir,
                                               std::map<std::string, std::string>& texts) {
  const std::string folder = TableKind<Tables>::kFolder;
  std::vector<typename Tables::File> files;
  for (const auto& file : template_files({(config_dir / folder).string()}).files) {
    auto text = read_file(file, kTableBytesMax);
    if (!text) throw Refused(text.error());
    texts[file] = *text;
    files.push_back({file, *std::move(text)});
  }
  if (!files.empty() || !TableKind<Tables>::kShipped) return files;
  for (const ShippedFile& file : shipped_files()) {
    if (file.path.starts_with(folder + "/"))
      files.push_back({"shipped " + std::string(file.path), std::string(file.text)});
  }
  return files;
}

// The members that events of a type have by their schema; nullopt when they have none, or may have
// others.
std::optional<std::vector<std::string>> members_of_event(const std::string& type) {
  const auto family = core::event_family(type);
  if (family.empty()) return std::nullopt;
  const auto schema = core::parse_json(shipped_text(event_schema_path(family)));
  if (!schema) return std::nullopt;
  const auto* properties = core::find(*schema, "properties");
  const auto* others = core::find(*schema, "additionalProperties");
  if (properties == nullptr || others == nullptr || *others != false) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& [name, ignored] : properties->items()) names.push_back(name);
  return names;
}

void tables_stay(std::string_view called, const std::string& why) {
  spdlog::error("the {} stay as they were: {}", called, why);
}

}  // namespace

template <class Tables, class... Others>
LoadedTables<Tables> load_tables(const fs::path& config_dir, const Others&... others) {
  LoadedTables<Tables> loaded;
  const auto files = table_files<Tables>(config_dir, loaded.texts);
  loaded.tables = Tables::read(files, others..., loaded.findings);
  return loaded;
}

template <class Tables, class... Others>
std::shared_ptr<const Tables> tables_at_start(const fs::path& config_dir, const Others&... others) {
  auto loaded = load_tables<Tables>(config_dir, others...);
  if (core::has_errors(loaded.findings))
    throw Refused(kUsage, mistakes_in(TableKind<Tables>::kCalled, loaded.findings), loaded.texts);
  log_findings(loaded.findings);
  return std::make_shared<const Tables>(std::move(loaded.tables));
}

template <class Tables, class... Others>
std::shared_ptr<const Tables> tables_anew(const fs::path& config_dir, const Others&... others) {
  const auto* called = TableKind<Tables>::kCalled;
  LoadedTables<Tables> loaded;
  try {
    loaded = load_tables<Tables>(config_dir, others...);
  } catch (const Refused& refused) {
    tables_stay(called, core::text_at(refused.problem(), "detail"));
    return nullptr;
  }
  log_findings(loaded.findings);
  if (core::has_errors(loaded.findings)) {
    tables_stay(called, "there are mistakes in their files");
    return nullptr;
  }
  return std::make_shared<const Tables>(std::move(loaded.tables));
}

core::Findings kpi_doubts(const kpis::Definitions& kpis, const goals::Tree& goals) {
  auto findings = kpis.unknown_members(members_of_event);
  auto of_goals = goals.unknown_kpis(
      kpis.names(), [&kpis](std::string_view name) { return kpis.left_out(name); });
  std::move(of_goals.begin(), of_goals.end(), std::back_inserter(findings));
  return findings;
}

core::Findings detector_doubts(const detectors::Definitions& detectors) {
  return detectors.unknown_members(members_of_event);
}

template LoadedTables<calendar::Calendars> load_tables(const fs::path&);
template LoadedTables<routing::Routes> load_tables(const fs::path&);
template LoadedTables<facts::Definitions> load_tables(const fs::path&);
template LoadedTables<goals::Tree> load_tables(const fs::path&);
template LoadedTables<kpis::Definitions> load_tables(const fs::path&);
template LoadedTables<detectors::Definitions> load_tables(const fs::path&,
                                                          const kpis::Definitions&);
template std::shared_ptr<const calendar::Calendars> tables_at_start(const fs::path&);
template std::shared_ptr<const routing::Routes> tables_at_start(const fs::path&);
template std::shared_ptr<const facts::Definitions> tables_at_start(const fs::path&);
template std::shared_ptr<const goals::Tree> tables_at_start(const fs::path&);
template std::shared_ptr<const kpis::Definitions> tables_at_start(const fs::path&);
template std::shared_ptr<const detectors::Definitions> tables_at_start(const fs::path&,
                                                                       const kpis::Definitions&);
template std::shared_ptr<const calendar::Calendars> tables_anew(const fs::path&);
template std::shared_ptr<const routing::Routes> tables_anew(const fs::path&);
template std::shared_ptr<const facts::Definitions> tables_anew(const fs::path&);
template std::shared_ptr<const goals::Tree> tables_anew(const fs::path&);
template std::shared_ptr<const kpis::Definitions> tables_anew(const fs::path&);
template std::shared_ptr<const detectors::Definitions> tables_anew(const fs::path&,
                                                                   const kpis::Definitions&);

}  // namespace baton::app
