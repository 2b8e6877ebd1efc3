#include "app/commands/commands.hpp"
#include "app/commands/data.hpp"
#include "app/words.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace baton::app::commands {
namespace {

struct ListOptions {
  std::string query, status, workflow, key, since;
  std::vector<std::string> parts;
  Paging paging;
};

constexpr std::array kStatuses = {"running",   "waiting", "paused",
                                  "succeeded", "failed",  "cancelled"};

void check_status(const std::string& status) {
  const std::vector<std::string> known(kStatuses.begin(), kStatuses.end());
  if (status.empty() || core::is_one_of(status, known)) return;
  const std::string hint = core::did_you_mean(status, known);
  throw usage(
      "--status \"" + status + "\": no run is ever that",
      hint.empty() ? "one of running, waiting, paused, succeeded, failed and cancelled" : hint);
}

// Throws Refused when there is no such workflow, so that a slip is not answered with an empty list.
void check_workflow(Shell& shell, const std::string& name) {
  std::vector<std::string> names;
  const core::Json page = shell.get("/api/v1/templates");
  for (const core::Json& item : list_at(page, "items"))
    names.push_back(core::text_at(item, "name"));
  if (core::is_one_of(name, names)) return;
  throw no_such("workflow", name, names, "baton template ls");
}

// The probability that a run ends late, "63 %"; empty where none is known.
Cell lateness(const core::Json& run) {
  constexpr double kPercent = 100;
  if (flag_at(run, "late")) return {"late", Colour::red};
  const core::Json* forecast = core::find(run, "forecast");
  const core::Json* late = forecast == nullptr ? nullptr : core::find(*forecast, "late");
  if (late == nullptr || !late->is_number()) return {};
  const auto text = std::to_string(std::lround(late->get<double>() * kPercent)) + " %";
  return {text, flag_at(*forecast, "at_risk") ? Colour::yellow : Colour::plain};
}

int list_runs(Shell& shell, const ListOptions& options) {
  check_status(options.status);
  const std::string query = query_text(options.query, options.parts);
  ListView view;
  view.columns = {text_column("RUN", "id"),
                  Column{"STATUS", run_status, false},
                  text_column("WORKFLOW", "workflow"),
                  text_column("TITLE", "title"),
                  text_column("NOW AT", "now_at"),
                  Column{"LATE", lateness, false, true},
                  age_column("UPDATED", "updated_at", shell)};
  view.nothing = "no runs here; an event that matches a template's trigger starts one";
  // check_workflow() tells it, as an error.
  view.tells_hint = options.workflow.empty();
  Paging paging = options.paging;
  if (!options.since.empty()) {
    const core::Time since = moment_of(shell, "--since", options.since);
    paging.ends_at = [since](const core::Json& run) {
      const auto started = core::parse_rfc3339(core::text_at(run, "started_at"));
      return started && *started < since;
    };
  }
  const auto items = print_pages(shell, "/api/v1/runs",
                                 {{"q", query},
                                  {"status", options.status},
                                  {"workflow", options.workflow},
                                  {"key", options.key}},
                                 paging, view);
  if (items.empty() && !options.workflow.empty()) check_workflow(shell, options.workflow);
  const bool filtered =
      !(query + options.status + options.workflow + options.key + options.since).empty();
  if (items.empty() && filtered) {
    shell.terminal.next("baton runs ls");
  } else if (items.empty()) {
    shell.terminal.next("baton events send hello.said -d '{\"name\": \"Ada\"}'");
  } else {
    shell.terminal.next("baton runs show " + core::text_at(items.front(), "id"));
  }
  shell.page("/runs");
  return kOk;
}

}  // namespace

void add_runs_ls(CLI::App& runs, Shell& shell) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* ls = runs.add_subcommand("ls", "List runs, newest first");
  ls->add_option(
      "QUERY", options->parts,
      "What to look for: status:failed template:x version:3 connection:jira key:k goal:q4 "
      "age:>1d since:4h late:>50%, and words of titles and keys");
  ls->add_option("-q,--query", options->query,
                 "The same as one text, in which -status:failed excludes");
  ls->add_option("--status", options->status,
                 "running, waiting, paused, succeeded, failed or cancelled");
  ls->add_option("--workflow", options->workflow, "Of this workflow only");
  ls->add_option("--key", options->key, "With this run key");
  ls->add_option("--since", options->since,
                 "Only runs that started since: 15m is so long ago, or a day (UTC) or a time such "
                 "as 2026-05-04T10:00:00Z");
  add_paging(*ls, options->paging);
  ls->callback([&shell, options] {
    shell.action = [&shell, options] { return list_runs(shell, *options); };
  });
}

}  // namespace baton::app::commands
