#pragma once

#include "baton/calendar/business.hpp"
#include "baton/core/finding.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baton::calendar {

// All business calendars of a configuration, by name. Immutable; any thread.
class Calendars {
 public:
  // The calendar that is meant where none is named. If no file holds it, people work from Monday to
  // Friday, 9:00 to 17:00 UTC.
  static constexpr std::string_view kDefault = "default";

  // One file of config/calendars.
  struct File {
    // As findings show it.
    std::string name;
    // YAML.
    std::string text;
  };
  // Reads calendars from their files, config/schema/calendar.schema.json describes them. What is
  // wrong is added to `findings`; a calendar with an error, and those that build on it, are left
  // out.
  static Calendars read(const std::vector<File>& files, core::Findings& findings);
  // No calendar but the default one.
  Calendars();

  // The calendar of that name, the default one for the empty name; nullptr if there is none.
  std::shared_ptr<const Calendar> find(std::string_view name) const;
  // The same, or Errc::not_found with "did you mean".
  core::Result<std::shared_ptr<const Calendar>> named(std::string_view name) const;
  // All names, sorted.
  std::vector<std::string> names() const;

 private:
  std::map<std::string, std::shared_ptr<const Calendar>, std::less<>> calendars_;
};

}  // namespace baton::calendar
