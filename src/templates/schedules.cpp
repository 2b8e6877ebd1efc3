#include "baton/calendar/cron.hpp"
#include "baton/calendar/zone.hpp"
#include "templates/partial_template.hpp"

#include <utility>

namespace baton::templates {

namespace {

void read_cron(Reader& reader, const Cursor& cursor, core::Schedule& schedule) {
  schedule.cron = reader.text(cursor, "a cron expression as \"0 9 * * MON-FRI\"");
  if (schedule.cron.empty()) return;
  for (const auto& found : calendar::Cron::parse(schedule.cron).findings)
    reader.inside(found.severity, "schedule/cron", found.message, cursor, found.at, found.hint);
}

void read_timezone(Reader& reader, const Cursor& cursor, core::Schedule& schedule) {
  schedule.timezone = reader.text(cursor, "a time zone as Europe/Paris");
  if (schedule.timezone.empty() || calendar::Zone::find(schedule.timezone)) return;
  const auto unknown = calendar::no_zone(schedule.timezone);
  reader.error("schedule/timezone", unknown.message, cursor, unknown.hint);
}

}  // namespace

core::Schedule read_schedule(Reader& reader, const Cursor& cursor) {
  core::Schedule schedule;
  const auto fields = reader.fields(cursor, kScheduleKeys);
  if (!fields) return schedule;
  if (const auto cron = fields->find("cron")) {
    read_cron(reader, *cron, schedule);
  } else {
    reader.error_at_key("syntax/missing-key", "\"cron\" is missing: expected when it fires", cursor,
                        "add \"cron: '0 9 * * MON-FRI'\"");
  }
  if (const auto timezone = fields->find("timezone")) read_timezone(reader, *timezone, schedule);
  if (const auto misfire = fields->find("misfire")) {
    if (const auto index =
            reader.one_of(*misfire, words::kMisfire,
                          "of the firings that were missed, once makes up for the last, all for "
                          "each, and skip for none"))
      schedule.misfire = static_cast<core::Misfire>(*index);
  }
  return schedule;
}

void check_schedules(Reader& reader, const PartialTemplate& partial) {
  const auto& triggers = partial.workflow.triggers;
  for (std::size_t at = 0; at < triggers.size(); ++at) {
    const auto& place = partial.triggers[at].schedule;
    // One without a readable cron has its finding already.
    if (!place || !triggers[at].schedule || triggers[at].schedule->cron.empty()) continue;
    for (std::size_t before = 0; before < at; ++before) {
      const auto& first = triggers[before];
      if (!first.schedule || first.schedule->cron != triggers[at].schedule->cron ||
          first.schedule->timezone != triggers[at].schedule->timezone)
        continue;
      reader.error("schedule/twice",
                   "the trigger of line " + std::to_string(first.at.line) +
                       " has the same schedule: both would be one",
                   *place, "write both in one trigger, or let one fire at another time");
      break;
    }
  }
}

}  // namespace baton::templates
