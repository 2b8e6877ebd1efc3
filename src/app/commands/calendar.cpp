#include "app/commands/commands.hpp"
#include "app/commands/templates.hpp"
#include "app/tables.hpp"
#include "baton/calendar/words.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <ostream>

namespace baton::app::commands {
namespace {

using calendar::Calendar;

// What is asked about: a day, and perhaps a moment of it.
struct Asked {
  std::chrono::local_days day{};
  std::optional<core::Time> moment{};
};

Asked asked_of(const std::string& text, const Calendar& calendar) {
  const auto moment = core::parse_rfc3339(text);
  if (moment) {
    const auto local = calendar.zone().local(std::chrono::floor<std::chrono::seconds>(*moment));
    return {std::chrono::floor<std::chrono::days>(local), *moment};
  }
  // A day alone is that day in the calendar's zone.
  const auto midnight = core::parse_rfc3339(text + "T00:00:00Z");
  if (!midnight)
    throw usage(
        "expected a day like 2026-12-24, or a moment like 2026-12-24T15:00:00+01:00, got \"" +
        core::one_line(text, 40) + "\"");
  return {
      std::chrono::local_days(std::chrono::floor<std::chrono::days>(*midnight).time_since_epoch()),
      std::nullopt};
}

// The moment from which the next working time is looked for.
core::Time from_of(const Asked& asked, const Calendar& calendar) {
  if (asked.moment) return *asked.moment;
  return calendar.zone().moment(asked.day, calendar::Skipped::first_after);
}

core::Json as_json(const Asked& asked, const Calendar& calendar) {
  const auto day = calendar.day(asked.day);
  core::Json hours = core::Json::array();
  for (const auto& one : day.hours) hours.push_back(calendar::hours_text({one}));
  core::Json out{{"calendar", calendar.name()},
                 {"timezone", calendar.zone().name()},
                 {"kind", std::string(calendar::name(day.kind))},
                 {"hours", std::move(hours)},
                 {"words", calendar::describe(calendar, asked.day)}};
  if (!day.rule.empty()) out["rule"] = day.rule;
  if (asked.moment) out["open"] = calendar.is_open(*asked.moment);
  if (const auto next = calendar.next_open(from_of(asked, calendar)))
    out["next_open"] = core::to_rfc3339(*next);
  return out;
}

void print_words(Shell& shell, const Asked& asked, const Calendar& calendar) {
  auto& out = shell.terminal.out();
  out << calendar::describe(calendar, asked.day) << '\n';
  const bool open = asked.moment && calendar.is_open(*asked.moment);
  if (asked.moment)
    out << "On " << calendar::moment_text(calendar, *asked.moment) << " "
        << (open ? "people work" : "nobody works") << ".\n";
  const auto next = calendar.next_open(from_of(asked, calendar));
  if (next && !open)
    out << "Working time begins on " << calendar::moment_text(calendar, *next) << ".\n";
  shell.terminal.note("calendar " + calendar.name() + ", times of " + calendar.zone().name());
}

int check(Shell& shell, const std::string& date, const std::string& name) {
  const auto loaded = load_tables<calendar::Calendars>(shell.load().config.config_dir);
  print_findings(shell, loaded.texts, loaded.findings);
  const auto found = loaded.tables.named(name);
  if (!found) throw Refused(found.error());
  const auto asked = asked_of(date, **found);
  if (shell.terminal.table())
    print_words(shell, asked, **found);
  else
    shell.terminal.print(as_json(asked, **found));
  return core::has_errors(loaded.findings) ? kNo : kOk;
}

}  // namespace

void add_calendar(CLI::App& root, Shell& shell) {
  CLI::App* calendar_app = root.add_subcommand("calendar", "Ask the business calendars");
  calendar_app->require_subcommand(1);
  auto date = std::make_shared<std::string>();
  auto name = std::make_shared<std::string>(calendar::Calendars::kDefault);
  CLI::App* check_one = calendar_app->add_subcommand(
      "check", "Say what a day is, without a server; exit 1 when a calendar has errors");
  check_one->add_option("DATE", *date, "A day like 2026-12-24, or a moment in RFC 3339")
      ->required();
  check_one->add_option("--calendar", *name, "The calendar's name (default: default)");
  check_one->callback([&shell, date, name] {
    shell.action = [&shell, date, name] { return check(shell, *date, *name); };
  });
}

}  // namespace baton::app::commands
