#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/counted.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <memory>
#include <string>

// baton attention: what needs somebody, and what needs whoever asks.
namespace baton::app::commands {
namespace {

// The run and the step of a notice: "run_… legal".
std::string place_of_notice(const core::Json& notice) {
  const auto step = core::text_at(notice, "step");
  return core::text_at(notice, "run") + (step.empty() ? "" : " " + step);
}

// What shows whoever is asked what a notice is about. Decisions come first.
std::string command_for(const core::Json& notice) {
  const auto id = core::text_at(notice, "id");
  const auto type = core::text_at(notice, "type");
  const bool decides = core::text_at(notice, "attention") == "decision";
  if (decides && type.starts_with("baton.approval.")) return "baton approvals show " + id;
  if (type.starts_with("baton.task.")) return "baton tasks show " + id;
  return "baton runs why " + core::text_at(notice, "run");
}

void print_now(Shell& shell, const core::Json& notices) {
  Table table({"", "WHAT", "RUN", "TITLE", "TEXT", "WHY YOU", "SINCE"});
  for (const auto& notice : notices) {
    const bool decision = core::text_at(notice, "attention") == "decision";
    table.add({{decision ? "decide" : "act", decision ? Colour::yellow : Colour::plain},
               {printable(core::text_at(notice, "type"))},
               {printable(place_of_notice(notice))},
               {printable(core::text_at(notice, "title"))},
               {printable(core::text_at(notice, "text"))},
               {printable(core::text_at(notice, "why"))},
               {relative(core::text_at(notice, "at"), shell.world.now())}});
  }
  if (!table.empty()) table.print(shell.terminal);
}

void print_batches(Shell& shell, const core::Json& batches) {
  Table table({"DAY", "TOLD", "RUN", "TITLE", "TEXT", "WHY YOU"});
  for (const auto& batch : batches)
    for (const auto& notice : list_at(batch, "notices"))
      table.add({{core::text_at(batch, "day")},
                 {printable(core::text_at(notice, "type"))},
                 {printable(place_of_notice(notice))},
                 {printable(core::text_at(notice, "title"))},
                 {printable(core::text_at(notice, "text"))},
                 {printable(core::text_at(notice, "why"))}});
  if (!table.empty()) table.print(shell.terminal);
}

// The runs that need somebody, whoever it is.
int list_attention_of_all(Shell& shell) {
  ListView view;
  view.columns = {text_column("RUN", "id"),
                  text_column("TITLE", "title"),
                  text_column("WORKFLOW", "workflow"),
                  {"STATUS", run_status},
                  text_column("WHERE", "now_at"),
                  age_column("SINCE", "updated_at", shell)};
  view.nothing = "no run needs anybody";
  const auto items = print_list(shell, "/api/v1/attention", view);
  if (!items.empty()) shell.terminal.next("baton runs why " + core::text_at(items.front(), "id"));
  shell.terminal.next("baton attention ls --me");
  return kOk;
}

int list_attention_of_me(Shell& shell, int days, const std::string& lang) {
  const core::Json found =
      shell.get("/api/v1/me/attention", {{"days", std::to_string(days)}, {"lang", lang}});
  if (!shell.terminal.table()) {
    shell.terminal.print(found);
    return kOk;
  }
  const auto& now = list_at(found, "now");
  print_now(shell, now);
  if (now.empty()) shell.terminal.note("nothing needs you");
  print_batches(shell, list_at(found, "batches"));
  if (const auto left = whole_number(found, "approvals_left"); left != 0)
    shell.terminal.note(core::counted(left, "more open approval was", "more open approvals were") +
                        " not looked at: baton approvals ls --mine");
  if (const auto left = whole_number(found, "runs_left"); left != 0)
    shell.terminal.note(
        core::counted(left, "more run that may need you was", "more runs that may need you were") +
        " not looked at: baton attention ls");
  if (const auto unreadable = whole_number(found, "entries_unreadable"); unreadable != 0)
    shell.terminal.note(
        core::counted(unreadable, "entry of journals", "entries of journals") +
        " cannot be read and " + std::string(core::plural(unreadable, "is", "are")) +
        " left out: the log names " + std::string(core::plural(unreadable, "it", "them")));
  if (!now.empty()) shell.terminal.next(command_for(now.front()));
  return kOk;
}

}  // namespace

void add_attention(CLI::App& root, Shell& shell) {
  constexpr int kDaysDefault = 7;
  constexpr int kDaysMax = 30;
  auto days = std::make_shared<int>(kDaysDefault);
  CLI::App* attention = root.add_subcommand("attention", "What needs somebody, and what needs you");
  attention->require_subcommand(1);
  CLI::App* list =
      attention->add_subcommand("ls", "List the runs that need somebody; with --me what needs you");
  auto me = std::make_shared<bool>(false);
  list->add_flag("--me", *me, "What needs you, and what you are only told of, by day");
  list->add_option("--days", *days, "With --me: what happened in so many days")
      ->check(CLI::Range(1, kDaysMax));
  auto lang = std::make_shared<std::string>();
  add_language(*list, *lang, "The language of the reasons, with --me");
  list->callback([&shell, days, me, lang] {
    shell.action = [&shell, days, me, lang] {
      return *me ? list_attention_of_me(shell, *days, *lang) : list_attention_of_all(shell);
    };
  });
}

}  // namespace baton::app::commands
