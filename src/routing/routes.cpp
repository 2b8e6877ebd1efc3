#include "baton/routing/routes.hpp"

#include "baton/core/text.hpp"
#include "routing/checks.hpp"
#include "routing/table_reader.hpp"

#include <utility>

namespace baton::routing {

Routes Routes::read(const std::vector<File>& files, core::Findings& findings) {
  Routes out;
  std::map<std::string, std::string> file_of;  // by the name of the table
  for (const auto& file : files) {
    const auto yaml = formats::YamlFile::read(file.text, file.name, findings);
    if (!yaml) continue;
    auto table = read_table(*yaml, findings);
    if (!table) continue;
    const auto [first, is_new] = file_of.try_emplace(table->name(), file.name);
    if (!is_new) {
      findings.push_back(
          yaml->finding("/route", "route/twice",
                        "the route \"" + table->name() + "\" is also in " + first->second));
      continue;
    }
    core::Findings of_rows;
    check_rows(*table, *yaml, of_rows);
    const bool sound = !core::has_errors(of_rows);
    if (sound && !of_rows.empty()) out.findings_[table->name()] = of_rows;
    findings.insert(findings.end(), std::make_move_iterator(of_rows.begin()),
                    std::make_move_iterator(of_rows.end()));
    if (!sound) continue;
    auto made = std::make_shared<const Table>(*std::move(table));
    out.tables_.emplace(made->name(), made);
  }
  return out;
}

std::shared_ptr<const Table> Routes::find(std::string_view name) const {
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : found->second;
}

core::Findings Routes::findings_of(std::string_view name) const {
  const auto found = findings_.find(name);
  return found == findings_.end() ? core::Findings{} : found->second;
}

core::Result<std::shared_ptr<const Table>> Routes::named(std::string_view name) const {
  if (auto found = find(name)) return found;
  return core::no_such_name("route", name, names(),
                            "there are none: routes are files of config/routes");
}

std::vector<std::string> Routes::names() const {
  std::vector<std::string> out;
  for (const auto& [name, ignored] : tables_) out.push_back(name);
  return out;
}

}  // namespace baton::routing
