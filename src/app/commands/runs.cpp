#include "app/commands/runs.hpp"

#include "app/commands/commands.hpp"
#include "app/why_text.hpp"
#include "app/words.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/encoding.hpp"

#include <CLI/App.hpp>
#include <ostream>

namespace baton::app::commands {

std::string run_path(const std::string& id) { return "/api/v1/runs/" + core::percent_encode(id); }

bool has_ended(const core::Json& run) {
  const std::string status = core::text_at(run, "status");
  return status == "succeeded" || status == "failed" || status == "cancelled";
}

std::string hint_after(const core::Json& run) {
  const std::string id = core::text_at(run, "id");
  const std::string status = core::text_at(run, "status");
  if (status == "failed" || flag_at(run, "failing")) return "baton runs retry " + id;
  if (status == "paused") return "baton runs resume " + id;
  if (const core::Json* steps = core::find(run, "steps"); steps && steps->is_array()) {
    for (const core::Json& step : *steps) {
      const std::string at = core::text_at(step, "status");
      const core::Json* approval = core::find(step, "approval");
      if (at == "waiting" && approval && approval->is_object())
        return "baton approvals show " + id + "." + core::text_at(step, "name");
      const core::Json* task = core::find(step, "task");
      if (at == "waiting" && task && task->is_object())
        return "baton tasks show " + id + "." + core::text_at(step, "name");
      const core::Json* due = core::find(step, "due");
      if (at == "unknown" && (!due || due->is_null()))
        return "baton runs resolve " + id + " " + core::text_at(step, "name") +
               " --succeeded | --failed | --resend";
      if (at == "waiting" || at == "gated")
        return "baton runs why " + id + " " + core::text_at(step, "name");
    }
  }
  return status == "running" || status == "waiting" ? "baton runs watch " + id : "baton runs ls";
}

namespace {

void print_head(Shell& shell, const core::Json& run) {
  Terminal& terminal = shell.terminal;
  const Cell status = run_status(run);
  terminal.out() << terminal.paint(core::text_at(run, "id"), Colour::bold) << "  "
                 << terminal.paint(status.text, status.colour) << "  "
                 << printable(core::text_at(run, "title", core::text_at(run, "workflow"))) << '\n';
  const core::Json* version = core::find(run, "version");
  terminal.out() << "workflow  " << printable(core::text_at(run, "workflow"))
                 << (version ? "@" + core::dump(*version) : "") << '\n';
  for (const char* name : {"goal", "key", "trigger", "now_at", "reason"}) {
    const std::string text = core::text_at(run, name);
    const bool told = name == std::string_view("reason") && text == core::text_at(run, "now_at");
    if (!text.empty() && !told)
      terminal.out() << std::string(name) + std::string(10 - std::string_view(name).size(), ' ')
                     << printable(text) << '\n';
  }
  if (const core::Json* roles = core::find(run, "roles"); roles && roles->is_object())
    terminal.out() << "roles\n" << outline(*roles, 2);
  if (const core::Json* parent = core::find(run, "parent"); parent && parent->is_object())
    terminal.out() << "parent    " << printable(core::text_at(*parent, "run")) << ", step "
                   << printable(core::text_at(*parent, "step")) << '\n';
  terminal.out() << "started   " << core::text_at(run, "started_at") << " ("
                 << relative(core::text_at(run, "started_at"), shell.world.now()) << ")\n";
  if (const core::Json* context = core::find(run, "context");
      context && context->is_object() && !context->empty()) {
    core::Json said = *context;
    said.erase("summary");  // it repeats the other values as one text
    if (!said.empty()) terminal.out() << "context\n" << outline(said, 2);
  }
}

// "17 of 500 items, 2 failed".
std::string about_items(const core::Json& items) {
  const auto failed = whole_number(items, "failed");
  return std::to_string(whole_number(items, "succeeded")) + " of " +
         core::counted(whole_number(items, "total"), "item") +
         (failed > 0 ? ", " + std::to_string(failed) + " failed" : "");
}

// "waits for campaign.booked", of the step at which the run is; empty when it waits for no event.
std::string awaited(const core::Json& run, const core::Json& step) {
  const core::Json* at = core::find(run, "now");
  const bool here = at != nullptr && at->is_object() &&
                    core::text_at(*at, "step") == core::text_at(step, "name") &&
                    core::text_at(*at, "kind") == "event";
  const std::string type = here ? core::text_at(*at, "who") : std::string();
  return type.empty() ? type : "waits for " + type;
}

// What is shown beside a step: why it waits or failed, or else its output.
std::string about_step(const core::Json& run, const core::Json& step, core::Time now) {
  if (const core::Json* error = core::find(step, "error"); error && !error->is_null()) {
    return error->is_string() ? error->get<std::string>()
                              : core::text_at(*error, "message", core::dump(*error));
  }
  if (const core::Json* items = core::find(step, "items"); items && items->is_object())
    return about_items(*items);
  std::string what = core::text_at(step, "reason");
  if (core::text_at(step, "status") == "blocked" && !what.empty())
    return '"' + what + "\", which it comes after, did not succeed";
  const core::Json* approval = core::find(step, "approval");
  if (what.empty() && core::text_at(step, "status") == "waiting" && approval &&
      approval->is_object()) {
    const std::string group = core::text_at(*approval, "group");
    what = "asks " + (group.empty() ? std::string("for approval") : group) + ": " +
           core::text_at(*approval, "ask");
  }
  if (what.empty() && core::text_at(step, "status") == "waiting") what = awaited(run, step);
  if (const core::Json* child = core::find(step, "child"); child && child->is_object())
    what += (what.empty() ? "" : ", ") + core::text_at(*child, "run") + " of " +
            core::text_at(*child, "workflow");
  const core::Json* task = core::find(step, "task");
  if (what.empty() && core::text_at(step, "status") == "waiting" && task && task->is_object()) {
    const std::string owner = core::text_at(*task, "owner");
    what =
        (owner.empty() ? "nobody has it: " : owner + " has it: ") + core::text_at(*task, "title");
  }
  const core::Json* late = core::find(step, "late");
  const bool told = late && late->is_object();
  const bool in_doubt =
      core::find(step, "uncertain") && core::text_at(step, "status") == "cancelled";
  if (in_doubt)
    what += (what.empty() ? "" : "; ") + std::string("whether its action happened is not known");
  if (told && !in_doubt) {
    const core::Json* output = core::find(*late, "output");
    what += (what.empty() ? "" : "; ") + std::string("its action ended afterwards: ") +
            core::text_at(*late, "result") + (output ? " " + core::dump(*output) : std::string());
  }
  if (const std::string due = core::text_at(step, "due"); !due.empty()) {
    const bool waits = core::text_at(step, "status") == "waiting";
    what += (what.empty() ? "" : ", ") + std::string(waits ? "due " : "next ") + relative(due, now);
  }
  if (!what.empty()) return what;
  const core::Json* output = core::find(step, "output");
  return output && !output->is_null() ? core::dump(*output) : std::string();
}

// A run with all of its steps, which the server sends in several pages when they are large.
core::Json whole_run(Shell& shell, const std::string& id) {
  core::Json run = shell.get(run_path(id));
  for (std::string next = core::text_at(run, "next"); !next.empty();) {
    const core::Json part = shell.get(run_path(id), {{"after", next}});
    for (const core::Json& step : part.at("steps")) run["steps"].push_back(step);
    next = core::text_at(part, "next");
  }
  if (run.is_object()) run.erase("next");
  return run;
}

// A row of the table of steps; `what` stands at its end. The undoing of a step has one of its own.
void add_row(const Shell& shell, Table& table, const std::string& name, const core::Json& of,
             std::string what) {
  const core::Json* attempt = core::find(of, "attempt");
  const std::string since = core::text_at(of, "since");
  const bool touched = core::text_at(of, "status") != "pending";
  table.add({{name},
             status_cell(core::text_at(of, "status")),
             {attempt && attempt->is_number_integer() && *attempt != 0 ? core::dump(*attempt) : ""},
             {since.empty() || !touched ? "" : relative(since, shell.world.now()), Colour::dim},
             {std::move(what)}});
}

int show_run(Shell& shell, const std::string& id) {
  const core::Json run = whole_run(shell, id);
  if (shell.terminal.format() == Format::name) {
    shell.terminal.out() << core::text_at(run, "id") << '\n';
    return kOk;
  }
  if (!shell.terminal.table()) {
    shell.terminal.print(run);
    return kOk;
  }
  print_head(shell, run);
  Table table({"STEP", "STATUS", "ATTEMPT", "SINCE", "WHAT"});
  if (const core::Json* steps = core::find(run, "steps"); steps && steps->is_array()) {
    for (const core::Json& step : *steps) {
      const std::string name = core::text_at(step, "name");
      add_row(shell, table, name, step, about_step(run, step, shell.world.now()));
      if (const core::Json* undo = core::find(step, "undo"); undo && undo->is_object())
        add_row(shell, table, name + ".undo", *undo, core::text_at(*undo, "reason"));
    }
  }
  if (!table.empty()) shell.terminal.out() << '\n';
  table.print(shell.terminal);
  shell.terminal.next(hint_after(run));
  shell.page("/runs/" + id);
  return kOk;
}

int explain_run(Shell& shell, const std::string& id, const std::string& step) {
  const core::Json answer = shell.get(run_path(id) + "/why", {{"step", step}});
  if (shell.terminal.table()) {
    shell.terminal.out() << why_text(answer, shell.world.now(), cutting(shell.terminal));
  } else {
    shell.terminal.print(answer);
  }
  shell.terminal.next("baton runs show " + id);
  shell.page("/runs/" + id + (step.empty() ? "" : "?step=" + core::percent_encode(step)));
  return kOk;
}

void add_run_reads(CLI::App& runs, Shell& shell) {
  auto id = std::make_shared<std::string>();
  auto step = std::make_shared<std::string>();
  CLI::App* show_one = runs.add_subcommand("show", "Show a run with its steps");
  show_one->add_option("ID", *id, "The run, run_…")->required();
  show_one->callback(
      [&shell, id] { shell.action = [&shell, id] { return show_run(shell, *id); }; });

  add_runs_journal(runs, shell);
  add_runs_latency(runs, shell);
  add_runs_forecast(runs, shell);
  add_runs_context(runs, shell);
  add_runs_drafts(runs, shell);
  add_runs_summary(runs, shell);

  CLI::App* why_one = runs.add_subcommand("why", "Why a run, or one of its steps, is where it is");
  why_one->add_option("ID", *id, "The run, run_…")->required();
  why_one->add_option("STEP", *step, "One of its steps");
  why_one->callback([&shell, id, step] {
    shell.action = [&shell, id, step] { return explain_run(shell, *id, *step); };
  });
}

}  // namespace

void add_runs(CLI::App& root, Shell& shell) {
  CLI::App* runs = root.add_subcommand("runs", "See what is going on, and why");
  runs->require_subcommand(1);
  add_runs_ls(*runs, shell);
  add_run_reads(*runs, shell);
  add_runs_acts(*runs, shell);
}

}  // namespace baton::app::commands
