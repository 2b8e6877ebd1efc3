#include "app/commands/commands.hpp"
#include "app/commands/kpis.hpp"
#include "app/commands/runs.hpp"
#include "app/words.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <utility>

// baton goals: what the work is for.
namespace baton::app::commands {
namespace {

constexpr const char* kGoals = "/api/v1/goals";

Cell state_cell(const core::Json& item) {
  const auto state = core::text_at(item, "state");
  if (state == "off") return {"✗ off", Colour::red};
  if (state == "at_risk") return {"! at risk", Colour::yellow};
  return {"✓ on track", Colour::green};
}

// The name of a goal, further in the further down it stands in the tree.
Cell tree_cell(const core::Json& item) {
  const core::Json* depth = core::find(item, "depth");
  const auto indent = depth && depth->is_number_integer() ? depth->get<std::size_t>() : 0;
  return {std::string(2 * indent, ' ') + core::text_at(item, "name")};
}

// The day by whose end a goal is due.
Column due_column() {
  return {"DUE", [](const core::Json& item) -> Cell {
            const auto end = core::parse_rfc3339(core::text_at(item, "due"));
            return {end ? core::to_rfc3339(*end - std::chrono::seconds(1)).substr(0, 10)
                        : std::string()};
          }};
}

// How many runs are open, at least.
Cell open_cell(const core::Json& item) {
  const core::Json* open = core::find(item, "open");
  if (open == nullptr) return {};
  return {(flag_at(item, "more_open") ? "≥ " : "") + core::dump(*open)};
}

struct GoalsOptions {
  std::string link, name, lang;
};

int list_goals(Shell& shell, const GoalsOptions& options) {
  ListView view;
  view.columns = {{"GOAL", tree_cell}, {"STATE", state_cell}, text_column("WHY", "sentence"),
                  {"OPEN", open_cell}, due_column(),          text_column("OWNER", "owner")};
  view.name_key = "name";
  view.nothing = "no goals: describe them in config/goals";
  const auto items =
      print_list(shell, kGoals, view, {{"link", options.link}, {"lang", options.lang}});
  const auto is_in_trouble = [](const core::Json& item) {
    return core::text_at(item, "state") != "on_track";
  };
  if (shell.terminal.table()) note_unreadable(shell, items);
  if (!items.empty())
    shell.terminal.next("baton goals show " + name_of_first(items, is_in_trouble));
  return kOk;
}

void print_blocking(Shell& shell, const core::Json& goal) {
  Table table({"RUN", "TITLE", "WORKFLOW", "STEP", "STANDS", "WHO", "SINCE"});
  table.keep_whole(0);
  for (const auto& each : list_at(goal, "blocked_by"))
    table.add({{core::text_at(each, "run")},
               {printable(core::text_at(each, "title"))},
               {printable(core::text_at(each, "workflow"))},
               {printable(core::text_at(each, "step"))},
               {printable(core::text_at(each, "kind"))},
               {printable(core::text_at(each, "who"))},
               {relative(core::text_at(each, "since"), shell.world.now())}});
  if (!table.empty()) table.print(shell.terminal);
}

int show_goal(Shell& shell, const GoalsOptions& options) {
  const core::Json goal = shell.get(std::string(kGoals) + "/" + core::percent_encode(options.name),
                                    {{"lang", options.lang}});
  if (!shell.terminal.table()) {
    shell.terminal.print(goal);
    return kOk;
  }
  auto& out = shell.terminal.out();
  const Cell state = state_cell(goal);
  out << shell.terminal.paint(core::text_at(goal, "name"), Colour::bold) << "  "
      << shell.terminal.paint(state.text, state.colour) << "  "
      << printable(core::text_at(goal, "sentence")) << '\n';
  std::string above;
  for (const auto& one : list_at(goal, "chain"))
    above += (above.empty() ? "" : " → ") + printable(core::text_at(one, "title"));
  out << above << '\n';
  for (const auto& one : list_at(goal, "beneath")) {
    const Cell of_child = state_cell(one);
    out << "  " << core::text_at(one, "name") << "  "
        << shell.terminal.paint(of_child.text, of_child.colour) << "  "
        << printable(core::text_at(one, "sentence")) << '\n';
  }
  for (const auto& one : list_at(goal, "of_workflows"))
    out << "  workflow " << printable(core::text_at(one, "workflow")) << ", "
        << core::counted(list_at(one, "actions").size(), "action") << '\n';
  for (const auto& kpi : list_at(goal, "measured_by")) {
    const Cell of_kpi = kpi_state_cell(kpi);
    out << "  KPI " << printable(core::text_at(kpi, "name")) << "  " << measured(kpi) << "  "
        << shell.terminal.paint(of_kpi.text, of_kpi.colour) << '\n';
  }
  print_blocking(shell, goal);
  note_unreadable(shell, {goal});
  const auto& blocked_by = list_at(goal, "blocked_by");
  if (!blocked_by.empty())
    shell.terminal.next("baton runs why " + core::text_at(blocked_by.front(), "run"));
  shell.terminal.next("baton runs ls 'goal:" + options.name + "'");
  return kOk;
}

int list_orphans(Shell& shell) {
  const core::Json found = shell.get(std::string(kGoals) + "/orphans");
  if (!shell.terminal.table()) {
    shell.terminal.print(found);
    return kOk;
  }
  Table table({"WORKFLOW", "STEP", "ACTION", "GOAL IT NAMES"});
  std::string first;
  for (const auto& of : list_at(found, "items"))
    for (const auto& action : list_at(of, "actions")) {
      if (first.empty()) first = printable(core::text_at(of, "workflow"));
      table.add({{printable(core::text_at(of, "workflow"))},
                 {printable(core::text_at(action, "step"))},
                 {printable(core::text_at(action, "connection")) + "." +
                  printable(core::text_at(action, "operation"))},
                 {printable(core::text_at(of, "goal"))}});
    }
  if (!table.empty()) table.print(shell.terminal);
  const core::Json* coverage = core::find(found, "coverage");
  if (coverage != nullptr) {
    const auto covered = whole_number(*coverage, "actions_covered");
    shell.terminal.note(std::to_string(covered) + " of " +
                        core::counted(whole_number(*coverage, "actions"), "action") + " " +
                        std::string(core::plural(covered, "belongs", "belong")) + " to a goal");
  }
  shell.terminal.next(first.empty() ? "baton goals ls" : "baton template show " + first);
  return kOk;
}

// What a member of the run in an item is.
std::string run_text(const core::Json& item, std::string_view name) {
  const core::Json* run = core::find(item, "run");
  return run == nullptr ? std::string() : core::text_at(*run, name);
}

int list_backlog(Shell& shell, int limit) {
  const core::Json found =
      shell.get(std::string(kGoals) + "/backlog", {{"limit", std::to_string(limit)}});
  if (!shell.terminal.table()) {
    shell.terminal.print(found);
    return kOk;
  }
  Table table({"GOAL", "STATE", "DUE", "RUN", "TITLE", "WHERE", "SINCE"});
  table.keep_whole(3);
  const auto due = due_column();
  const auto& items = list_at(found, "items");
  for (const auto& item : items)
    table.add({{printable(core::text_at(item, "goal"))},
               state_cell(item),
               due.cell(item),
               {run_text(item, "id")},
               {printable(run_text(item, "title"))},
               {printable(run_text(item, "now_at"))},
               {relative(run_text(item, "updated_at"), shell.world.now()), Colour::dim}});
  note_unreadable(shell, {found});
  if (table.empty()) {
    shell.terminal.note("no open run belongs to a goal");
    shell.terminal.next("baton goals ls");
    return kOk;
  }
  table.print(shell.terminal);
  const bool at_least = flag_at(found, "at_least");
  if (const core::Json* left = core::find(found, "left_out"); left != nullptr && *left != 0)
    shell.terminal.note((at_least ? "at least " : "") + core::dump(*left) +
                        " more; --limit shows them");
  if (at_least)
    shell.terminal.note(
        "a goal has more open runs than are looked at: `baton goals ls` shows which");
  shell.terminal.next("baton runs why " + run_text(items.front(), "id"));
  return kOk;
}

int trace(Shell& shell, const std::string& id, const std::string& step) {
  const core::Json found = shell.get(run_path(id) + "/goal", {{"step", step}});
  if (!shell.terminal.table()) {
    shell.terminal.print(found);
    return kOk;
  }
  Table table({"", "NAME", "TITLE"});
  for (const auto& one : list_at(found, "chain"))
    table.add({{core::text_at(one, "kind")},
               {printable(core::text_at(one, "name"))},
               {printable(core::text_at(one, "title"))}});
  table.print(shell.terminal);
  const bool orphan = flag_at(found, "orphan");
  if (orphan) shell.terminal.note("it belongs to no goal");
  if (const core::Json* unreadable = core::find(found, "unreadable"); unreadable != nullptr)
    for (const auto& run : list_at(*unreadable, "runs"))
      shell.terminal.note("the way up ends here: " + printable(run.get<std::string>()) +
                          " cannot be read");
  // The goal nearest to the run.
  std::string goal;
  for (const auto& one : list_at(found, "chain")) {
    const auto kind = core::text_at(one, "kind");
    if (goal.empty() && (kind == "goal" || kind == "initiative")) goal = core::text_at(one, "name");
  }
  shell.terminal.next(goal.empty() ? "baton goals orphans" : "baton goals show " + goal);
  return kOk;
}

}  // namespace

void note_unreadable(Shell& shell, const std::vector<core::Json>& answers) {
  std::set<std::string> runs;
  bool more = false;
  for (const auto& answer : answers) {
    const core::Json* unreadable = core::find(answer, "unreadable");
    if (unreadable == nullptr) continue;
    const core::Json* count = core::find(*unreadable, "count");
    const auto& named = list_at(*unreadable, "runs");
    more = more || (count != nullptr && count->is_number_integer() &&
                    count->get<std::size_t>() > named.size());
    for (const auto& run : named)
      if (run.is_string()) runs.insert(printable(run.get<std::string>()));
  }
  if (runs.empty()) return;
  shell.terminal.note((more ? "more than " : "") + core::counted(runs.size(), "run") +
                      " cannot be read and " + std::string(core::plural(runs.size(), "is", "are")) +
                      " left out: " + core::join(runs) + (more ? ", …" : ""));
}

void add_goals(CLI::App& root, Shell& shell) {
  CLI::App* goals = root.add_subcommand("goals", "What the work is for");
  goals->require_subcommand(1);
  auto options = std::make_shared<GoalsOptions>();
  CLI::App* ls = goals->add_subcommand("ls", "List the goals, and whether each is on track");
  ls->add_option("--link", options->link,
                 "Only the one that this stands for elsewhere, jira:MKT-12");
  add_language(*ls, options->lang);
  ls->callback([&shell, options] {
    shell.action = [&shell, options] { return list_goals(shell, *options); };
  });
  CLI::App* show =
      goals->add_subcommand("show", "Show a goal, what belongs to it and what stands in its way");
  show->add_option("GOAL", options->name, "Its name")->required();
  add_language(*show, options->lang);
  show->callback([&shell, options] {
    shell.action = [&shell, options] { return show_goal(shell, *options); };
  });
  add_goals_status(*goals, shell);
  CLI::App* orphans = goals->add_subcommand("orphans", "List the actions that belong to no goal");
  orphans->callback([&shell] { shell.action = [&shell] { return list_orphans(shell); }; });
  constexpr int kBacklogDefault = 100;
  constexpr int kBacklogMax = 500;
  auto limit = std::make_shared<int>(kBacklogDefault);
  CLI::App* backlog = goals->add_subcommand(
      "backlog", "List the open runs in the order in which the goals need them");
  backlog->add_option("--limit", *limit, "How many at most")
      ->check(CLI::Range(1, kBacklogMax))
      ->capture_default_str();
  backlog->callback(
      [&shell, limit] { shell.action = [&shell, limit] { return list_backlog(shell, *limit); }; });
  auto id = std::make_shared<std::string>();
  auto step = std::make_shared<std::string>();
  CLI::App* up =
      goals->add_subcommand("trace", "Follow a run, or one action of it, up to its goal");
  up->add_option("RUN", *id, "The run, run_…")->required();
  up->add_option("--step", *step, "The step whose action it is");
  up->callback([&shell, id, step] {
    shell.action = [&shell, id, step] { return trace(shell, *id, *step); };
  });
}

}  // namespace baton::app::commands
