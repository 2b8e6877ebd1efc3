#include "app/commands/commands.hpp"
#include "app/commands/templates.hpp"
#include "app/tables.hpp"
#include "baton/calendar/explain.hpp"
#include "baton/calendar/words.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <ostream>

namespace baton::app::commands {
namespace {

using calendar::Calendar;

struct CalendarOptions {
  std::string when, add;
  std::string name = std::string(calendar::Calendars::kDefault);
};

// "Monday 4 January 2027 at 09:00", of a moment in RFC 3339.
std::string moment_of(const Calendar& calendar, const std::string& text) {
  const auto moment = core::parse_rfc3339(text);
  return moment ? calendar::moment_text(calendar, *moment) : text;
}

void print_words(Shell& shell, const CalendarOptions& options, const core::Json& said,
                 const Calendar& calendar) {
  auto& out = shell.terminal.out();
  out << core::text_at(said, "words") << '\n';
  const bool open = said.value("open", false);
  if (said.contains("open"))
    out << "On " << moment_of(calendar, options.when) << " "
        << (open ? "people work" : "nobody works") << ".\n";
  const auto next = core::text_at(said, "next_open");
  if (!next.empty() && !open)
    out << "Working time begins on " << moment_of(calendar, next) << ".\n";
  if (const auto* added = core::find(said, "added"))
    out << core::text_at(*added, "length") << " later it is " << core::text_at(*added, "words")
        << ".\n";
  shell.terminal.note("calendar " + calendar.name() + ", times of " + calendar.zone().name());
}

int check(Shell& shell, const CalendarOptions& options) {
  const auto loaded = load_tables<calendar::Calendars>(shell.load().config.config_dir);
  print_findings(shell, loaded.texts, loaded.findings);
  const auto found = loaded.tables.named(options.name);
  if (!found) throw Refused(found.error());
  const auto said = calendar::explain(**found, options.when, options.add);
  if (!said) throw usage(said.error().message, said.error().hint);
  if (shell.terminal.table())
    print_words(shell, options, *said, **found);
  else
    shell.terminal.print(*said);
  return core::has_errors(loaded.findings) ? kNo : kOk;
}

}  // namespace

void add_calendar(CLI::App& root, Shell& shell) {
  CLI::App* calendar_app = root.add_subcommand("calendar", "Ask the business calendars");
  calendar_app->require_subcommand(1);
  auto options = std::make_shared<CalendarOptions>();
  CLI::App* check_one = calendar_app->add_subcommand(
      "check", "Say what a day is, without a server; exit 1 when a calendar has errors");
  check_one->add_option("DATE", options->when, "A day like 2026-12-24, or a moment in RFC 3339")
      ->required();
  check_one->add_option("--calendar", options->name, "The calendar's name (default: default)");
  check_one->add_option("--add", options->add,
                        "Also say what is so much later: 3bd, 6bh, 1h30m or P1M");
  check_one->callback(
      [&shell, options] { shell.action = [&shell, options] { return check(shell, *options); }; });
}

}  // namespace baton::app::commands
