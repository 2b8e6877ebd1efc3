#include "app/commands/commands.hpp"
#include "app/commands/runs.hpp"
#include "app/words.hpp"

#include <CLI/App.hpp>
#include <memory>
#include <string>

// baton runs drafts: what people did in similar runs.
namespace baton::app::commands {
namespace {

int show_drafts(Shell& shell, const std::string& id, const std::string& lang) {
  const core::Json found = shell.get(run_path(id) + "/drafts", {{"lang", lang}});
  if (!shell.terminal.table()) {
    shell.terminal.print(found);
    return kOk;
  }
  const core::Json* drafts = core::find(found, "drafts");
  Table table({"STEP", "DRAFT", "BECAUSE", "COMMENT"});
  for (const auto& draft : drafts ? *drafts : core::Json::array())
    table.add({{printable(core::text_at(draft, "step"))},
               {core::text_at(draft, "what")},
               {core::text_at(draft, "sentence")},
               {printable(core::text_at(draft, "comment"))}});
  if (!table.empty()) table.print(shell.terminal);
  note_unreadable(shell, {found});
  if (table.empty())
    shell.terminal.note(
        "nothing is proposed: nothing waits for people, or too few runs have ended, "
        "or people did now this and now that");
  shell.terminal.next("baton runs show " + id);
  return kOk;
}

}  // namespace

void add_runs_drafts(CLI::App& runs, Shell& shell) {
  auto id = std::make_shared<std::string>();
  auto lang = std::make_shared<std::string>();
  CLI::App* drafts = runs.add_subcommand(
      "drafts", "Propose answers and next steps, from what people did in similar runs");
  drafts->add_option("ID", *id, "The run, run_…")->required();
  add_language(*drafts, *lang);
  drafts->callback([&shell, id, lang] {
    shell.action = [&shell, id, lang] { return show_drafts(shell, *id, *lang); };
  });
}

}  // namespace baton::app::commands
