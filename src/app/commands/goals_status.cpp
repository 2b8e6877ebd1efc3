#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"

#include <CLI/App.hpp>
#include <memory>
#include <ostream>
#include <string>

// baton goals status: the draft of what there is to say of a goal and a week, and its publication.
namespace baton::app::commands {
namespace {

struct StatusOptions {
  std::string goal, week, lang, text;
  bool publish = false;
};

// What a sentence stands on, a few words each: "[run_01H8…:17, nps 2026-11-01…2026-11-29]".
std::string evidence_text(const core::Json& sentence) {
  constexpr std::size_t kShown = 3;
  const auto& all = list_at(sentence, "stands_on");
  std::string text;
  for (std::size_t at = 0; at < all.size() && at < kShown; ++at) {
    const auto& one = all[at];
    const auto kind = core::text_at(one, "kind");
    text += text.empty() ? "" : ", ";
    if (kind == "kpi") {
      text += core::text_at(one, "kpi") + " " + core::text_at(one, "from") + "…" +
              core::text_at(one, "to");
    } else {
      const core::Json* line = core::find(one, "line");
      text += core::text_at(one, "run") + (line ? ":" + core::dump(*line) : " " + kind);
    }
  }
  if (all.size() > kShown) text += ", " + std::to_string(all.size() - kShown) + " more";
  return "[" + printable(text) + "]";
}

std::string draft_text(const core::Json& status) {
  std::string text;
  for (const auto& sentence : list_at(status, "sentences"))
    text += (text.empty() ? "" : "\n") + core::text_at(sentence, "text");
  return text;
}

void print_status(Shell& shell, const core::Json& status) {
  auto& out = shell.terminal.out();
  out << shell.terminal.paint(core::text_at(status, "goal"), Colour::bold) << "  "
      << core::text_at(status, "week") << '\n';
  for (const auto& sentence : list_at(status, "sentences"))
    out << printable(core::text_at(sentence, "text")) << ' '
        << shell.terminal.paint(evidence_text(sentence), Colour::dim) << '\n';
  if (list_at(status, "sentences").empty())
    shell.terminal.note("too little data: nothing that happened says anything of it");
  note_unreadable(shell, {status});
  const core::Json* published = core::find(status, "published");
  if (published == nullptr || !published->is_object()) {
    shell.terminal.note("nothing is published for this week");
    return;
  }
  shell.terminal.note("published by " + core::text_at(*published, "by") + " at " +
                      core::text_at(*published, "at") + ":");
  out << printable(core::text_at(*published, "text")) << '\n';
}

int goal_status(Shell& shell, const StatusOptions& options) {
  const auto path = "/api/v1/goals/" + core::percent_encode(options.goal) + "/status";
  const core::Json status = shell.get(path, {{"week", options.week}, {"lang", options.lang}});
  if (!options.publish) {
    if (shell.terminal.table()) {
      print_status(shell, status);
      shell.terminal.next("baton goals status " + options.goal + " --publish");
    } else {
      shell.terminal.print(status);
    }
    return kOk;
  }
  const auto week = core::text_at(status, "week");
  const auto text = options.text.empty() ? draft_text(status) : shell.text_of(options.text);
  const core::Json answer = shell.post(path, {{"week", week}, {"text", text}});
  if (!shell.terminal.table()) {
    shell.terminal.print(answer);
    return kOk;
  }
  const core::Json* repeated = core::find(answer, "repeated");
  shell.terminal.out() << "the status of " << options.goal << " for " << week
                       << (repeated != nullptr && *repeated == true ? " was published already"
                                                                    : " is published")
                       << '\n';
  shell.terminal.next("baton events show " + core::text_at(answer, "event"));
  return kOk;
}

}  // namespace

void add_goals_status(CLI::App& goals, Shell& shell) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* status = goals.add_subcommand(
      "status", "Draft what there is to say of a goal and a week, and publish what you make of it");
  status->add_option("GOAL", options->goal, "Its name")->required();
  status->add_option("--week", options->week, "The week, 2026-W48; without it the one under way");
  add_language(*status, options->lang);
  CLI::Option* publish =
      status->add_flag("--publish", options->publish, "Publish the draft as it is, or the text");
  status->add_option("--text", options->text, "File with the text to publish; - is stdin")
      ->needs(publish);
  status->callback([&shell, options] {
    shell.action = [&shell, options] { return goal_status(shell, *options); };
  });
}

}  // namespace baton::app::commands
