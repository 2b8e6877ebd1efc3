#include "baton/calendar/calendars.hpp"

#include "templates/partial_template.hpp"

namespace baton::templates {

std::string read_calendar(Reader& reader, const Reader::Fields& fields,
                          std::optional<Cursor>& place) {
  const auto cursor = fields.find("calendar");
  if (!cursor) return {};
  auto name = reader.text(*cursor, "the name of a business calendar, as fr");
  if (!name.empty()) place = cursor;
  return name;
}

void check_calendars(Reader& reader, const PartialTemplate& partial,
                     const calendar::Calendars& calendars) {
  const auto check = [&](const std::optional<Cursor>& place) {
    if (!place) return;
    const auto found = calendars.named(place->node->text);
    if (!found)
      reader.error("ref/unknown-calendar", found.error().message, *place, found.error().hint);
  };
  check(partial.calendar);
  for (const auto& place : partial.places) {
    check(place.calendar);
    check(place.sla_calendar);
  }
}

}  // namespace baton::templates
