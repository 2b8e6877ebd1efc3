#include "app/commands/previews.hpp"

#include "app/terminal.hpp"
#include "app/words.hpp"
#include "baton/core/counted.hpp"

#include <algorithm>
#include <ostream>

namespace baton::app::commands {
namespace {

std::string word_of(const core::Json& from, std::string_view name) {
  return printable(core::text_at(from, name));
}

std::string number_of(const core::Json& from, std::string_view name) {
  const auto* value = core::find(from, name);
  return value != nullptr && value->is_number_integer() ? value->dump() : std::string("?");
}

std::string times(const core::Json& effect) {
  const auto count = number_of(effect, "attempts");
  return count == "1" ? "once" : count + " times";
}

// Why it does not happen twice, though it may have happened.
std::string why_once(const core::Json& effect) {
  const auto repeat = word_of(effect, "repeat");
  if (repeat == "looks") return "it is looked for before it is sent again";
  if (repeat == "by_key") return "exactly once by its key " + word_of(effect, "key");
  return "doing it again changes nothing";
}

std::string told(const core::Json& effect) {
  const auto again = word_of(effect, "again");
  const std::string before = word_of(effect, "before") == "done" ? "happened" : "may have happened";
  if (again == "reads") return "only reads";
  if (again == "first") return "not sent before";
  if (again == "retried") return "sent " + times(effect) + " without effect, and sent again";
  if (again == "anew") return "was done and undone, and is done once more";
  if (again == "once") return before + "; " + why_once(effect);
  if (again == "asks") return before + "; a person is asked before it is sent again";
  return before + ", and may happen twice";
}

std::string effects_text(const core::Json& effects) {
  if (effects.empty()) return "    sends nothing to the outside\n";
  std::string text = "    sends:\n";
  for (const auto& effect : effects) {
    text += "      " + word_of(effect, "step") + "  " + word_of(effect, "connection") + "." +
            word_of(effect, "operation");
    if (effect.contains("items"))
      text += ", for " + core::counted(whole_number(effect, "items"), "item");
    text += ": " + told(effect) + "\n";
  }
  return text;
}

std::string refused_because(const core::Json& preview) {
  return preview.value("may", false) ? "" : "    " + word_of(preview, "because") + "\n";
}

std::string newest_text(const core::Json& preview) {
  const auto* newest = core::find(preview, "newest");
  if (newest == nullptr || newest->is_null()) return "the workflow is retired";
  return "the newest is v" + newest->dump();
}

// The texts with commas between them; "nothing" when there are none.
std::string listed(const core::Json& names) {
  std::string text;
  for (const auto& name : names)
    text += (text.empty() ? "" : ", ") + printable(name.get<std::string>());
  return text.empty() ? "nothing" : text;
}

// False where the workflow would start, but for a run that is open for the same key.
bool begins_run(const core::Json& start) { return !start.contains("open_run"); }

}  // namespace

std::string retry_text(const core::Json& preview) {
  const bool may = preview.value("may", false);
  return word_of(preview, "run") + (may ? "  can be retried" : "  cannot be retried") + ", with v" +
         number_of(preview, "uses") + "; it began with v" + number_of(preview, "version") + ", " +
         newest_text(preview) + "\n" + refused_because(preview) +
         "    again: " + listed(preview.at("first")) + "\n    then: " + listed(preview.at("then")) +
         "\n    stays done: " + listed(preview.at("kept")) +
         "\n    asked anew: " + listed(preview.at("voided")) + "\n" +
         effects_text(preview.at("effects"));
}

std::string replay_text(const core::Json& preview) {
  const bool may = preview.value("may", false);
  std::string text =
      word_of(preview, "event") + (may ? "  can be replayed" : "  cannot be replayed") + "\n";
  text += refused_because(preview);
  if (preview.contains("version"))
    text += "    the run began with v" + number_of(preview, "version") + ", " +
            newest_text(preview) + "\n";
  if (preview.at("starts").empty()) text += "    starts no workflow\n";
  for (const auto& start : preview.at("starts")) {
    if (!begins_run(start)) {
      text += "    would start nothing of " + word_of(start, "workflow") + ": " +
              listed(start.at("notes")) + "\n";
      continue;
    }
    text += "    starts " + word_of(start, "workflow") + " v" + number_of(start, "version") + "\n";
    for (const auto& note : start.at("notes"))
      text += "    " + printable(note.get<std::string>()) + "\n";
    text += effects_text(start.at("effects"));
  }
  return text;
}

std::string next_of_replay(const core::Json& preview, const std::string& command) {
  const auto& starts = preview.at("starts");
  return std::any_of(starts.begin(), starts.end(), begins_run)
             ? command
             : "baton events why " + core::text_at(preview, "event");
}

std::string skip_text(const core::Json& preview, const std::string& step) {
  const bool may = preview.value("may", false);
  return step + (may ? "  can be skipped" : "  cannot be skipped") + "\n" +
         refused_because(preview) + "    skipped with it: " + listed(preview.at("with")) +
         "\n    then may begin: " + listed(preview.at("next")) +
         "\n    stays done: " + listed(preview.at("kept")) + "\n";
}

std::string migration_text(const core::Json& preview) {
  const bool may = preview.value("may", false);
  std::string text = word_of(preview, "run") + (may ? "  can" : "  cannot") +
                     " be migrated from v" + number_of(preview, "from") + " to v" +
                     number_of(preview, "to") + "\n";
  for (const auto& conflict : preview.at("conflicts")) {
    const auto step = word_of(conflict, "step");
    text += "    in the way: " + (step.empty() ? step : step + ": ") +
            word_of(conflict, "message") + "\n";
  }
  text += "    ended, and stays as it is: " + listed(preview.at("kept")) +
          "\n    under way, and goes on: " + listed(preview.at("open")) +
          "\n    new: " + listed(preview.at("added")) +
          "\n    dropped: " + listed(preview.at("dropped")) + "\n";
  for (const auto& changed : preview.at("changed"))
    text += "    changed: " + word_of(changed, "step") + " (" + listed(changed.at("keys")) + ")\n";
  if (!preview.at("renewed").empty())
    text +=
        "    does something else when it is tried again: " + listed(preview.at("renewed")) + "\n";
  return text + "    may begin then: " + listed(preview.at("next")) + "\n";
}

int show_preview(Shell& shell, const core::Json& preview, const std::string& text,
                 const std::string& command) {
  const bool may = preview.value("may", false);
  if (!shell.terminal.table()) {
    shell.terminal.print(preview);
    return may ? kOk : kNo;
  }
  shell.terminal.out() << text;
  if (const auto hint = core::text_at(preview, "hint"); !hint.empty()) shell.terminal.next(hint);
  if (may) shell.terminal.next(command);
  return may ? kOk : kNo;
}

}  // namespace baton::app::commands
