#include "app/commands/commands.hpp"
#include "app/commands/runs.hpp"
#include "app/words.hpp"

#include <CLI/App.hpp>
#include <memory>
#include <ostream>

// baton runs context: where the values of a run come from.
namespace baton::app::commands {
namespace {

// Where one value comes from, on one line: "expression ${inputs.account}, 3m ago by ada, evt_…".
std::string about_origin(Shell& shell, const core::Json& origin) {
  std::string text = core::text_at(origin, "kind");
  for (const auto* name : {"of", "written", "run"}) {
    const auto more = printable(core::text_at(origin, name));
    if (!more.empty()) text += " " + more;
  }
  const auto at = core::text_at(origin, "at");
  if (!at.empty()) text += ", " + relative(at, shell.world.now());
  const auto actor = printable(core::text_at(origin, "actor"));
  if (!actor.empty()) text += " by " + actor;
  const auto event = core::text_at(origin, "event");
  if (!event.empty()) text += ", " + event;
  return text;
}

void print_origin(Shell& shell, const core::Json& origin, std::size_t depth) {
  constexpr std::size_t kValueColumns = 60;
  const core::Json* value = core::find(origin, "value");
  shell.terminal.out() << std::string(2 * depth, ' ') << printable(core::text_at(origin, "path"))
                       << " = "
                       << cut(printable(value ? core::dump(*value) : "null"), kValueColumns) << '\n'
                       << std::string(2 * depth + 2, ' ')
                       << shell.terminal.paint(about_origin(shell, origin), Colour::dim) << '\n';
  const core::Json* from = core::find(origin, "from");
  if (from == nullptr || !from->is_array()) return;
  for (const auto& one : *from) print_origin(shell, one, depth + 1);
}

int show_context(Shell& shell, const std::string& id, const std::string& step,
                 const std::string& path) {
  const core::Json found =
      shell.get(run_path(id) + "/provenance", {{"step", step}, {"path", path}});
  if (!shell.terminal.table()) {
    shell.terminal.print(found);
    return kOk;
  }
  const core::Json* items = core::find(found, "items");
  if (items == nullptr || items->empty()) shell.terminal.note("it has no values yet");
  for (const auto& item : items ? *items : core::Json::array()) print_origin(shell, item, 0);
  shell.terminal.next("baton runs logs " + id);
  return kOk;
}

}  // namespace

void add_runs_context(CLI::App& runs, Shell& shell) {
  auto id = std::make_shared<std::string>();
  auto step = std::make_shared<std::string>();
  auto path = std::make_shared<std::string>();
  CLI::App* context = runs.add_subcommand(
      "context", "Show where the values of a run, or of one step, come from, up to their events");
  context->add_option("ID", *id, "The run, run_…")->required();
  context->add_option("--step", *step, "The input and the output of this step");
  context->add_option("--path", *path, "This one value: steps.ticket.input.summary");
  context->callback([&shell, id, step, path] {
    shell.action = [&shell, id, step, path] { return show_context(shell, *id, *step, *path); };
  });
}

}  // namespace baton::app::commands
