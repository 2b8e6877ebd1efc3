#pragma once

#include "baton/calendar/business.hpp"
#include "baton/calendar/calendars.hpp"
#include "baton/formats/field_reader.hpp"

#include <array>
#include <optional>
#include <string>

// One calendar file as it was read, before it is joined with the calendar it builds on. Pure.
namespace baton::calendar {

// What a file says, and where it says so.
struct CalendarDraft {
  formats::YamlFile file;
  std::string name{};
  // The calendar that it builds on; empty for none.
  std::string base{};
  std::optional<Zone> zone{};
  // The hours of the days of the week that the file mentions; Sunday is 0.
  std::array<std::optional<DayHours>, 7> week{};
  Calendar::Layer layer{};
  // The file holds no error. One that does makes no calendar, but is checked as far as it was read.
  bool sound = true;
};

// Reads a file. nullopt if it is no YAML; what is wrong is added to `findings`.
std::optional<CalendarDraft> read_draft(const Calendars::File& file, core::Findings& findings);

}  // namespace baton::calendar
