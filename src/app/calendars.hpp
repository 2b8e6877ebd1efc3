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
// Reads calendars/*.yaml of the folder. Without any file there is the default calendar only. Throws
// Refused when a file cannot be read.
LoadedCalendars calendars_of(const std::filesystem::path& config_dir);

}  // namespace baton::app
