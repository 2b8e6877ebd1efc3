#include "app/commands/commands.hpp"
#include "app/commands/runs.hpp"
#include "app/words.hpp"
#include "baton/core/counted.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <memory>
#include <ostream>
#include <string>

// baton runs summary: what happened to a run, in sentences with the lines that they stand on.
namespace baton::app::commands {
namespace {

struct SummaryOptions {
  std::string id;
  std::string step;
  std::string lang;
  int most = 20;
};

// The lines of a sentence: "[17]", "[17, 21]".
std::string lines_text(const core::Json& sentence) {
  std::string text;
  const core::Json* lines = core::find(sentence, "lines");
  for (const auto& line : lines ? *lines : core::Json::array())
    text += (text.empty() ? "" : ", ") + core::dump(line);
  return "[" + text + "]";
}

int show_summary(Shell& shell, const SummaryOptions& options) {
  const core::Json found = shell.get(
      run_path(options.id) + "/summary",
      {{"step", options.step}, {"lang", options.lang}, {"most", std::to_string(options.most)}});
  if (!shell.terminal.table()) {
    shell.terminal.print(found);
    return kOk;
  }
  const core::Json* sentences = core::find(found, "sentences");
  for (const auto& sentence : sentences ? *sentences : core::Json::array())
    shell.terminal.out() << printable(core::text_at(sentence, "text")) << ' '
                         << shell.terminal.paint(lines_text(sentence), Colour::dim) << '\n';
  if (sentences == nullptr || sentences->empty())
    shell.terminal.note("its journal says nothing about that yet");
  if (const auto left_out = whole_number(found, "left_out"); left_out != 0)
    shell.terminal.note(core::counted(left_out, "more sentence is", "more sentences are") +
                        " left out: --most 200");
  if (const auto missing = whole_number(found, "missing"); missing != 0)
    shell.terminal.note(core::counted(missing, "line") + " of its journal cannot be read");
  shell.terminal.next("baton runs logs " + options.id);
  return kOk;
}

}  // namespace

void add_runs_summary(CLI::App& runs, Shell& shell) {
  constexpr int kMostMax = 200;
  auto options = std::make_shared<SummaryOptions>();
  CLI::App* summary = runs.add_subcommand(
      "summary", "Tell what happened to a run, each sentence with the lines of the journal");
  summary->add_option("ID", options->id, "The run, run_…")->required();
  summary->add_option("--step", options->step,
                      "Only what whoever takes over at this step should know");
  add_language(*summary, options->lang);
  summary->add_option("--most", options->most, "At most so many sentences")
      ->check(CLI::Range(1, kMostMax));
  summary->callback([&shell, options] {
    shell.action = [&shell, options] { return show_summary(shell, *options); };
  });
}

}  // namespace baton::app::commands
