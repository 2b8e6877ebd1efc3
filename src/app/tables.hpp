#pragma once

#include "baton/calendar/calendars.hpp"
#include "baton/core/finding.hpp"
#include "baton/detectors/definitions.hpp"
#include "baton/facts/definitions.hpp"
#include "baton/goals/tree.hpp"
#include "baton/kpis/definitions.hpp"
#include "baton/routing/routes.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

// The tables that a configuration folder has beside templates: business calendars, routes, facts,
// goals, KPIs and detectors. All are read, checked and read again in the same way.
namespace baton::app {

// One kind of them: in which folder its files are, what people call it, and whether the files that
// the program carries are used where the folder has none. The goals, KPIs and detectors that it
// carries are only examples, so they are not used.
template <class Tables>
struct TableKind;
template <>
struct TableKind<calendar::Calendars> {
  static constexpr const char* kFolder = "calendars";
  static constexpr const char* kCalled = "business calendars";
  static constexpr bool kShipped = true;
};
template <>
struct TableKind<routing::Routes> {
  static constexpr const char* kFolder = "routes";
  static constexpr const char* kCalled = "routes";
  static constexpr bool kShipped = true;
};
template <>
struct TableKind<facts::Definitions> {
  static constexpr const char* kFolder = "facts";
  static constexpr const char* kCalled = "facts";
  static constexpr bool kShipped = true;
};
template <>
struct TableKind<goals::Tree> {
  static constexpr const char* kFolder = "goals";
  static constexpr const char* kCalled = "goals";
  static constexpr bool kShipped = false;
};
template <>
struct TableKind<kpis::Definitions> {
  static constexpr const char* kFolder = "kpis";
  static constexpr const char* kCalled = "KPIs";
  static constexpr bool kShipped = false;
};

template <>
struct TableKind<detectors::Definitions> {
  static constexpr const char* kFolder = "detectors";
  static constexpr const char* kCalled = "detectors";
  static constexpr bool kShipped = false;
};

// The tables of one kind, as far as they can be used, and what is wrong in their files.
template <class Tables>
struct LoadedTables {
  Tables tables{};
  core::Findings findings{};
  // The text of each file, by its name; empty where the files are those that the program carries.
  std::map<std::string, std::string> texts{};
};

// Reads FOLDER/*.yaml of the configuration folder. Where there is no such file, those that the
// program carries are read if the kind uses them. `others`: the tables that this kind is about, as
// detectors are about KPIs. Throws Refused when a file cannot be read.
template <class Tables, class... Others>
LoadedTables<Tables> load_tables(const std::filesystem::path& config_dir, const Others&... others);

// The tables that a server begins with; warnings are logged. Throws Refused, with all findings,
// when one of them has an error: every time that is counted by a calendar, every question that goes
// by a route and every gate that reads a fact would be wrong.
template <class Tables, class... Others>
std::shared_ptr<const Tables> tables_at_start(const std::filesystem::path& config_dir,
                                              const Others&... others);

// The tables for a server that reads its files again. Null when they stay as they were, because a
// file cannot be read or has an error, which is logged.
template <class Tables, class... Others>
std::shared_ptr<const Tables> tables_anew(const std::filesystem::path& config_dir,
                                          const Others&... others);

// Warnings about what no file says alone: a KPI that reads a member which events of the common data
// model do not have, and a goal that names a KPI which there is not, not even in a file with a
// mistake.
core::Findings kpi_doubts(const kpis::Definitions& kpis, const goals::Tree& goals);
// A warning for each detector that reads a member which events of the common data model lack.
core::Findings detector_doubts(const detectors::Definitions& detectors);

}  // namespace baton::app
