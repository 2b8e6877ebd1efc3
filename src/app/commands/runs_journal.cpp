#include "app/commands/commands.hpp"
#include "app/commands/runs.hpp"
#include "app/words.hpp"
#include "baton/core/text.hpp"
#include "baton/core/time.hpp"

#include <CLI/App.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <ostream>

// baton runs watch and logs: what has happened to a run.
namespace baton::app::commands {
namespace {

constexpr std::chrono::milliseconds kPollEvery{
    300};  // soon enough for a person, light for a server

// What an attempt asked and was answered, in lines below what is told of it; empty if it is not
// known.
std::string exchange_text(const core::Json& transition) {
  constexpr std::size_t kBodyShownMax = 500;
  const core::Json* exchange = core::find(transition, "exchange");
  if (exchange == nullptr || !exchange->is_object()) return {};
  const auto number = [exchange](std::string_view name) {
    const core::Json* value = core::find(*exchange, name);
    return value != nullptr && value->is_number_integer() ? value->dump() : std::string();
  };
  const auto status = number("status");
  const auto request = core::text_at(*exchange, "request_id");
  const auto body = core::one_line(core::text_at(*exchange, "body"), kBodyShownMax);
  return "    " + printable(core::text_at(*exchange, "method")) + ' ' +
         printable(core::text_at(*exchange, "url")) + ": " +
         (status.empty() ? "no answer" : "HTTP " + status) + " after " + number("ms") + " ms" +
         (request.empty() ? "" : ", request " + printable(request)) + '\n' +
         (body.empty() ? "" : "    " + printable(body) + '\n');
}

// How long an attempt waited before it was sent, in a line below what is told of its outcome; empty
// if it was sent at once.
std::string wait_text(const core::Json& transition) {
  // Longer waits, as a damaged journal may have them, do not fit a Duration.
  constexpr std::chrono::milliseconds kWaitMax = std::chrono::years(100);
  const core::Json* waited = core::find(transition, "waited_ms");
  if (waited == nullptr || !waited->is_number_integer()) return {};
  const auto length =
      core::to_text(std::min(std::chrono::milliseconds(waited->get<std::int64_t>()), kWaitMax));
  const bool unsent = core::find(transition, "unsent") != nullptr;
  return "    " + (unsent ? "not sent within " + length : "sent after a wait of " + length) + '\n';
}

void print_journal_row(Shell& shell, const core::Json& row, const std::string& time) {
  const core::Json* transitions = core::find(row, "transitions");
  if (!transitions || !transitions->is_array()) return;
  for (const core::Json& transition : *transitions) {
    const TransitionLine line = tell(transition);
    shell.terminal.out() << shell.terminal.paint(time, Colour::dim) << "  "
                         << shell.terminal.paint(printable(line.who.text), line.who.colour) << "  "
                         << printable(line.what) << '\n'
                         << shell.terminal.paint(wait_text(transition), Colour::dim)
                         << shell.terminal.paint(exchange_text(transition), Colour::dim);
  }
  shell.terminal.out().flush();
}

// Reads the rows of the journal after the sequence `seen`. Returns the sequence of the last one.
std::int64_t read_journal(Shell& shell, const std::string& id, std::int64_t seen,
                          const std::function<void(const core::Json& row)>& show) {
  for (;;) {
    const core::Json page = shell.get(run_path(id) + "/journal", {{"after", std::to_string(seen)}});
    const core::Json* items = core::find(page, "items");
    if (!items || !items->is_array() || items->empty()) return seen;
    for (const core::Json& row : *items) {
      show(row);
      const core::Json* sequence = core::find(row, "sequence");
      if (sequence && sequence->is_number_integer())
        seen = std::max(seen, sequence->get<std::int64_t>());
    }
    if (const core::Json* next = core::find(page, "next"); !next || next->is_null()) return seen;
  }
}

int watch(Shell& shell, const std::string& id) {
  const auto show = [&shell](const core::Json& row) {
    if (!shell.terminal.table()) {
      shell.terminal.print(row);
      shell.terminal.out().flush();
      return;
    }
    print_journal_row(shell, row, time_of_day(core::text_at(row, "at")));
  };
  std::int64_t seen = 0;
  for (;;) {
    // The status is read before the rows. So when the run has ended, no further row can follow.
    const core::Json run = shell.get(run_path(id));
    seen = read_journal(shell, id, seen, show);
    if (shell.terminal.out_lost()) return kOk;  // run() in cli.cpp says so
    if (has_ended(run)) {
      shell.terminal.next(hint_after(run));
      shell.page("/runs/" + id);
      return core::text_at(run, "status") == "succeeded" ? kOk : kNo;
    }
    shell.world.pause(kPollEvery);
  }
}

// Whether a transition says that something went wrong.
bool tells_of_failure(const core::Json& transition) {
  constexpr std::array kFailures = {"StepFailed", "StepRetrying", "StepUnknown", "LateOutcome",
                                    "RunFailed"};
  return std::find(kFailures.begin(), kFailures.end(), core::text_at(transition, "is")) !=
         kFailures.end();
}

// The row without the transitions that do not tell of a failure.
core::Json failures_of(core::Json row) {
  core::Json kept = core::Json::array();
  if (const core::Json* all = core::find(row, "transitions"); all && all->is_array())
    std::copy_if(all->begin(), all->end(), std::back_inserter(kept), tells_of_failure);
  row["transitions"] = std::move(kept);
  return row;
}

// The day and the time of day in UTC, "2026-05-04 12:04:05".
std::string day_and_time(const std::string& rfc3339) {
  return rfc3339.substr(0, rfc3339.find('T')) + ' ' + time_of_day(rfc3339);
}

int logs(Shell& shell, const std::string& id, bool only_failures) {
  core::Json items = core::Json::array();
  std::size_t rows = 0;
  const auto show = [&](const core::Json& whole) {
    core::Json row = only_failures ? failures_of(whole) : whole;
    if (row["transitions"].empty()) return;
    ++rows;
    if (shell.terminal.table()) {
      print_journal_row(shell, row, day_and_time(core::text_at(row, "at")));
    } else if (shell.terminal.document()) {
      items.push_back(std::move(row));
    } else {
      shell.terminal.print(row);
    }
  };
  read_journal(shell, id, 0, show);
  if (shell.terminal.document()) shell.terminal.print({{"items", items}});
  if (rows == 0 && shell.terminal.table())
    shell.terminal.note(only_failures ? "nothing has failed" : "nothing has happened yet");
  shell.terminal.next("baton runs show " + id);
  return kOk;
}

}  // namespace

void add_runs_journal(CLI::App& runs, Shell& shell) {
  auto id = std::make_shared<std::string>();
  CLI::App* watch_one = runs.add_subcommand(
      "watch", "Follow a run until it ends; exit 0 when it succeeded, 1 when not");
  watch_one->add_option("ID", *id, "The run, run_…")->required();
  watch_one->callback([&shell, id] { shell.action = [&shell, id] { return watch(shell, *id); }; });

  auto failed = std::make_shared<bool>(false);
  CLI::App* logs_of = runs.add_subcommand("logs", "Print what has happened to a run so far");
  logs_of->add_option("ID", *id, "The run, run_…")->required();
  logs_of->add_flag("--failed", *failed, "Only what went wrong");
  logs_of->callback([&shell, id, failed] {
    shell.action = [&shell, id, failed] { return logs(shell, *id, *failed); };
  });
}

}  // namespace baton::app::commands
