#include "app/commands/commands.hpp"
#include "app/commands/data.hpp"
#include "app/words.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <string>
#include <vector>

// baton events ls: what the log has, found by the query language.
namespace baton::app::commands {
namespace {

struct EventListOptions {
  std::string query, since;
  std::vector<std::string> parts;
  Paging paging;
};

// The ids of runs in a list of them, with commas between them.
std::string runs_named(const core::Json& effect, std::string_view name) {
  std::vector<std::string> ids;
  if (const core::Json* runs = core::find(effect, name); runs && runs->is_array())
    for (const core::Json& run : *runs) ids.push_back(core::text_at(run, "id"));
  return core::join(ids);
}

// What an event did, in few words.
Cell effect_cell(const core::Json& event) {
  const core::Json* effect = core::find(event, "effect");
  if (!effect) return {""};
  if (const auto cause = core::text_at(*effect, "parked"); !cause.empty())
    return {"set aside: " + cause, Colour::red};
  if (const auto started = runs_named(*effect, "started"); !started.empty())
    return {"started " + started};
  const auto resumed = runs_named(*effect, "resumed");
  return {resumed.empty() ? "" : "taken by " + resumed};
}

int list_events_found(Shell& shell, const EventListOptions& options) {
  const std::string query = query_text(options.query, options.parts);
  ListView view;
  view.columns = {text_column("EVENT", "id"),           text_column("TYPE", "type"),
                  text_column("SOURCE", "source"),      text_column("SUBJECT", "subject"),
                  Column{"EFFECT", effect_cell, false}, age_column("RECEIVED", "received", shell)};
  view.nothing = "no events yet; baton events send makes one";
  Paging paging = options.paging;
  if (!options.since.empty()) {
    const core::Time since = moment_of(shell, "--since", options.since);
    paging.ends_at = [since](const core::Json& event) {
      const auto received = core::parse_rfc3339(core::text_at(event, "received"));
      return received && *received < since;
    };
  }
  const auto items = print_pages(shell, "/api/v1/events", {{"q", query}}, paging, view);
  if (items.empty() && !(query + options.since).empty()) {
    shell.terminal.next("baton events ls");
  } else {
    shell.terminal.next(items.empty() ? "baton events tail"
                                      : "baton events show " + core::text_at(items.front(), "id"));
  }
  shell.page("/events");
  return kOk;
}

}  // namespace

void add_events_ls(CLI::App& events, Shell& shell) {
  auto options = std::make_shared<EventListOptions>();
  CLI::App* ls = events.add_subcommand("ls", "List events and what they did, newest first");
  ls->add_option("QUERY", options->parts,
                 "What to look for: type:crm.* source:salesforce subject:C-881 since:4h, and words "
                 "of these");
  ls->add_option("-q,--query", options->query,
                 "The same as one text, in which -source:jira excludes");
  ls->add_option(
      "--since", options->since,
      "Only events that came since: 15m is so long ago, or a day (UTC) or a time such as "
      "2026-05-04T10:00:00Z");
  add_paging(*ls, options->paging);
  ls->callback([&shell, options] {
    shell.action = [&shell, options] { return list_events_found(shell, *options); };
  });
}

}  // namespace baton::app::commands
