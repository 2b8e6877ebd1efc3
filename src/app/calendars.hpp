#pragma once

#include "baton/calendar/calendars.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace baton::app {

// The business calendars of a configuration folder.
struct LoadedCalendars {
  calendar::Calendars calendars{};
  core::Findings findings{};
  // The text of each file, by its name.
  std::map<std::string, std::string> texts{};
};
// Reads calendars/*.yaml of the folder. Where there is no such file the calendars that the program
// carries are read. Throws Refused when a file cannot be read.
LoadedCalendars calendars_of(const std::filesystem::path& config_dir);
// Throws Refused, with all findings, when one of the calendars has an error.
void refuse_mistakes(const LoadedCalendars& loaded);

}  // namespace baton::app
