#pragma once

#include "baton/core/finding.hpp"
#include "baton/routing/table.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baton::routing {

// All decision tables of a configuration, by name. Immutable; any thread.
class Routes {
 public:
  // One file of config/routes.
  struct File {
    // As findings show it.
    std::string name;
    // YAML.
    std::string text;
  };
  // Reads tables from their files, which config/schema/route.schema.json describes. Mistakes are
  // added to `findings`, among them rows that can never be taken, values that no row takes, and,
  // where only one row may fit, rows that fit the same values. A table with an error is left out.
  static Routes read(const std::vector<File>& files, core::Findings& findings);

  // The table of that name; nullptr if there is none.
  std::shared_ptr<const Table> find(std::string_view name) const;
  // The same, or Errc::not_found with "did you mean".
  core::Result<std::shared_ptr<const Table>> named(std::string_view name) const;
  // What is suspicious about the table of that name, such as values that no row takes; empty if
  // nothing is, and if there is no such table.
  core::Findings findings_of(std::string_view name) const;
  // All names, sorted.
  std::vector<std::string> names() const;

 private:
  std::map<std::string, std::shared_ptr<const Table>, std::less<>> tables_;
  std::map<std::string, core::Findings, std::less<>> findings_;
};

}  // namespace baton::routing
