#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <algorithm>
#include <ostream>

// baton events tail: the log, as it grows.
namespace baton::app::commands {
namespace {

constexpr int kWaitSeconds = 25;  // the server allows 30

// The most events that --since shows before it follows.
constexpr std::size_t kSinceMax = 10'000;

struct TailOptions {
  std::string type, source, since;
  std::size_t last = 10;
  bool once = false;
};

void print_event(Shell& shell, const core::Json& event) {
  Terminal& terminal = shell.terminal;
  if (terminal.format() == Format::name) {
    terminal.out() << core::text_at(event, "id") << '\n';
  } else if (!terminal.table()) {
    terminal.out() << core::escape_controls(core::dump(event))
                   << '\n';  // a stream: one document a line, whatever the format
  } else {
    const core::Json* data = core::find(event, "data");
    terminal.out() << terminal.paint(time_of_day(core::text_at(event, "received",
                                                               core::text_at(event, "time"))),
                                     Colour::dim)
                   << "  " << terminal.paint(core::text_at(event, "id"), Colour::dim) << "  "
                   << terminal.paint(printable(core::text_at(event, "type")), Colour::bold) << "  "
                   << printable(core::text_at(event, "source")) << "  "
                   << cut(printable(data ? core::dump(*data) : ""), 80) << '\n';
  }
  terminal.out().flush();
}

std::vector<core::Json> items_of(const core::Json& page) {
  const core::Json* items = core::find(page, "items");
  return items && items->is_array() ? items->get<std::vector<core::Json>>()
                                    : std::vector<core::Json>{};
}

// The newest events, newest first: as many as --last says, or those since --since.
std::vector<core::Json> newest_of(Shell& shell, const TailOptions& options) {
  const std::size_t limit = options.since.empty() ? std::max<std::size_t>(options.last, 1) : 500;
  const auto page_at = [&](const std::string& cursor) {
    return shell.get("/api/v1/events", {{"type", options.type},
                                        {"source", options.source},
                                        {"cursor", cursor},
                                        {"limit", std::to_string(limit)}});
  };
  core::Json page = page_at({});
  auto newest = items_of(page);
  std::string next = core::text_at(page, "next");
  // A page of which all rows are damaged has no events, and the list goes on behind it.
  while (newest.empty() && !next.empty()) {
    page = page_at(next);
    newest = items_of(page);
    next = core::text_at(page, "next");
  }
  if (options.since.empty()) return newest;
  const core::Time since = moment_of(shell, "--since", options.since);
  const auto early = [since](const core::Json& event) {
    const auto received = core::parse_rfc3339(core::text_at(event, "received"));
    return received && *received < since;
  };
  while (!next.empty() && newest.size() < kSinceMax && !early(newest.back())) {
    page = page_at(next);
    next = core::text_at(page, "next");
    const auto more = items_of(page);
    newest.insert(newest.end(), more.begin(), more.end());
  }
  const auto kept = std::find_if(newest.begin(), newest.end(), early);
  if (kept == newest.end() && !next.empty())
    shell.terminal.note("only the last " + core::counted(newest.size(), "event is", "events are") +
                        " shown");
  newest.erase(kept, newest.end());
  return newest;
}

int tail(Shell& shell, const TailOptions& options) {
  // The smallest id: following from here shows every event.
  std::string seen = core::EventId(1).text();
  auto newest = newest_of(shell, options);
  if (newest.empty() && !options.since.empty()) {
    // Nothing is so young: following begins behind the last event there is.
    const TailOptions last{options.type, options.source, {}, 1, true};
    if (const auto one = newest_of(shell, last); !one.empty())
      seen = core::text_at(one.front(), "id");
  }
  if (!newest.empty()) seen = core::text_at(newest.front(), "id");
  if (options.last == 0) newest.clear();
  for (auto event = newest.rbegin(); event != newest.rend(); ++event) print_event(shell, *event);
  if (options.once) return kOk;
  if (shell.terminal.out_lost()) return kOk;  // run() in cli.cpp says so
  shell.terminal.note("following the log; Ctrl-C ends it");
  while (!shell.terminal.out_lost()) {
    ApiRequest request;
    request.path = "/api/v1/events";
    request.query = {{"type", options.type},
                     {"source", options.source},
                     {"after", seen},
                     {"wait", std::to_string(kWaitSeconds)}};
    request.timeout = std::chrono::seconds(kWaitSeconds + 15);
    const core::Json page = shell.call(request).json;
    for (const core::Json& event : items_of(page)) {
      print_event(shell, event);
      seen = core::text_at(event, "id");
    }
    seen = core::text_at(page, "next", seen);
  }
  return kOk;
}

}  // namespace

void add_events_tail(CLI::App& events, Shell& shell) {
  auto options = std::make_shared<TailOptions>();
  CLI::App* follow = events.add_subcommand("tail", "Show the last events, then follow the log");
  follow->add_option("--type", options->type, "Only of this type; * stands for one segment");
  follow->add_option("--source", options->source, "Only from this source");
  auto* since = follow->add_option(
      "--since", options->since,
      "First show those since: 15m is so long ago, or a day (UTC) or a time such as "
      "2026-05-04T10:00:00Z");
  follow->add_option("-n,--last", options->last, "How many to show first")
      ->check(CLI::Range(0, 500))
      ->capture_default_str()
      ->excludes(since);
  follow->add_flag("--once", options->once, "Do not follow");
  follow->callback(
      [&shell, options] { shell.action = [&shell, options] { return tail(shell, *options); }; });
}

}  // namespace baton::app::commands
