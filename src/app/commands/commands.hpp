#pragma once

#include "app/shell.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

// Each family of commands adds itself to the table of commands. A command that is parsed sets
// Shell::action to what it does.
namespace baton::app::commands {

// Gives a command that prints a list by pages its options --limit and --all. `paging` outlives the
// parsing.
void add_paging(CLI::App& command, Paging& paging);

// Gives a command its option --lang, for the language of the sentences that the server makes.
// `lang` outlives the parsing. It goes to the server as the parameter "lang" of the query. `what`
// is the beginning of the option's help.
void add_language(CLI::App& command, std::string& lang,
                  const std::string& what = "The language of the sentences");

// Names the runs that these answers leave out because they cannot be read: their "unreadable".
void note_unreadable(Shell& shell, const std::vector<core::Json>& answers);

// serve, doctor, config and version.
void add_server(CLI::App& root, Shell& shell);
// What `baton version` and `baton --version` do.
int print_version(Shell& shell);
void add_init(CLI::App& root, Shell& shell);
void add_dev(CLI::App& root, Shell& shell);
void add_backup(CLI::App& root, Shell& shell);
void add_completion(CLI::App& root, Shell& shell);
void add_templates(CLI::App& root, Shell& shell);
void add_template_apply(CLI::App& templates, Shell& shell);
void add_template_versions(CLI::App& templates, Shell& shell);
void add_template_windows(CLI::App& templates, Shell& shell);
void add_template_diff(CLI::App& templates, Shell& shell);
void add_template_new(CLI::App& templates, Shell& shell);
void add_template_test(CLI::App& templates, Shell& shell);
void add_template_simulate(CLI::App& templates, Shell& shell);
void add_context(CLI::App& root, Shell& shell);
void add_events(CLI::App& root, Shell& shell);
void add_events_ls(CLI::App& events, Shell& shell);
void add_events_tail(CLI::App& events, Shell& shell);
void add_runs(CLI::App& root, Shell& shell);
void add_runs_ls(CLI::App& runs, Shell& shell);
void add_runs_acts(CLI::App& runs, Shell& shell);
void add_runs_journal(CLI::App& runs, Shell& shell);
void add_runs_latency(CLI::App& runs, Shell& shell);
void add_runs_forecast(CLI::App& runs, Shell& shell);
void add_runs_context(CLI::App& runs, Shell& shell);
void add_runs_summary(CLI::App& runs, Shell& shell);
void add_runs_drafts(CLI::App& runs, Shell& shell);
void add_approvals(CLI::App& root, Shell& shell);
void add_connectors(CLI::App& root, Shell& shell);
// A connection, as the server describes it. Throws Refused when there is none of that name.
core::Json connection_named(Shell& shell, const std::string& name);
void add_connectors_login(CLI::App& connectors, Shell& shell);
void add_connectors_call(CLI::App& connectors, Shell& shell);
void add_connectors_new(CLI::App& connectors, Shell& shell);
void add_sim(CLI::App& root, Shell& shell);
// Runs the library of a connector; the server starts it.
void add_plugin_host(CLI::App& root, Shell& shell);
void add_calendar(CLI::App& root, Shell& shell);
void add_route(CLI::App& root, Shell& shell);
void add_facts(CLI::App& root, Shell& shell);
void add_insight(CLI::App& root, Shell& shell);
void add_goals(CLI::App& root, Shell& shell);
void add_goals_status(CLI::App& goals, Shell& shell);
void add_kpis(CLI::App& root, Shell& shell);
void add_export(CLI::App& root, Shell& shell);
void add_detectors(CLI::App& root, Shell& shell);
void add_attention(CLI::App& root, Shell& shell);
void add_tasks(CLI::App& root, Shell& shell);
void add_delegations(CLI::App& root, Shell& shell);
void add_tokens(CLI::App& root, Shell& shell);
void add_secrets(CLI::App& root, Shell& shell);
void add_users(CLI::App& root, Shell& shell);
void add_login(CLI::App& root, Shell& shell);
void add_audit(CLI::App& root, Shell& shell);

}  // namespace baton::app::commands
