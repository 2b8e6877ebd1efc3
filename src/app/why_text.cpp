#include "app/why_text.hpp"

#include "app/table.hpp"
#include "app/terminal.hpp"
#include "app/words.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <vector>

namespace baton::app {
namespace {

using core::Json;

constexpr std::size_t kValueColumnsMax = 60;  // the width of a value on a terminal
constexpr std::size_t kOperandsMax = 40;      // of a longer condition, -o json shows all
constexpr std::size_t kNestingMax = 16;

// A member as one line. It may hold text that people wrote, whose line breaks must not look like
// lines of ours.
std::string line_at(const Json& json, const char* name) {
  return core::one_line(core::text_at(json, name), std::string::npos);
}

const Json* parts_of(const Json& node) {
  const Json* parts = core::find(node, "parts");
  return parts && parts->is_array() && !parts->empty() ? parts : nullptr;
}

// The value of a part of a condition, which the server writes as a literal of the rule language, so
// that the text "true" differs from the boolean.
std::string value_of(const Json& node) {
  const Json* value = core::find(node, "value");
  if (!value || value->is_null()) return {};
  return value->is_string() ? value->get<std::string>() : core::dump(*value);
}

bool evaluated(const Json& node) {
  const Json* told = core::find(node, "evaluated");
  return !told || *told != false;
}

bool is_verdict(const Json& node) {
  const std::string value = value_of(node);
  return value == "true" || value == "false" || flag_at(node, "failed") || !evaluated(node);
}

// "&&" or "||" when the node joins two conditions by it; else empty.
std::string_view joint_of(const Json& node) {
  const Json* parts = parts_of(node);
  if (!parts || parts->size() < 2 || !std::all_of(parts->begin(), parts->end(), is_verdict))
    return {};
  const std::string text = core::text_at(node, "text");
  const std::string first = core::text_at(parts->front(), "text");
  auto at = text.find(first);
  if (at == std::string::npos) return {};
  at = text.find_first_not_of(" \n\t)", at + first.size());
  if (at == std::string::npos) return {};
  const std::string_view rest = std::string_view(text).substr(at);
  return rest.starts_with("&&") ? "&&" : rest.starts_with("||") ? "||" : "";
}

// Collects the operands of `a && b && c`, which is a tree of the form `(a && b) && c`.
void collect_operands(const Json& node, std::string_view joint, std::vector<const Json*>& operands,
                      std::size_t depth = 0) {
  if (depth >= kNestingMax || joint_of(node) != joint) return operands.push_back(&node);
  for (const Json& part : *parts_of(node)) collect_operands(part, joint, operands, depth + 1);
}

std::string mark_of(const Json& node) {
  if (!evaluated(node)) return "·";
  if (flag_at(node, "failed")) return "!";
  return value_of(node) == "true" ? "✓" : "✕";
}

// Writes a condition as a tree: each "&&" or "||" stands above its operands, and behind each
// operand stand the values that it read.
class Tree {
 public:
  Tree(std::string margin, std::size_t value_columns)
      : margin_(std::move(margin)), value_columns_(value_columns) {}

  std::string text(const Json& root) {
    add(root, margin_, 0);
    if (left_out_ > 0)
      text_ += margin_ + "… " + std::to_string(left_out_) + " more; -o json shows all\n";
    return std::move(text_);
  }

 private:
  void add(const Json& node, const std::string& margin, std::size_t depth) {
    const std::string_view joint = depth < kNestingMax ? joint_of(node) : "";
    if (lines_++ >= kOperandsMax) {
      ++left_out_;
      return;
    }
    const std::string values = joint.empty() ? values_of(node) : "";
    text_ += margin + mark_of(node) + " " + one_line(core::text_at(node, "text")) +
             (values.empty() ? "" : "   " + values) + "\n";
    if (joint.empty()) return;
    std::vector<const Json*> operands;
    collect_operands(node, joint, operands);
    for (const Json* operand : operands) add(*operand, margin + "  ", depth + 1);
  }

  // The values that an operand read, such as "inputs.amount is 9000". Constants, and parts that
  // were not evaluated, are left out.
  std::string values_of(const Json& operand) const {
    if (!evaluated(operand)) return "was not asked";
    if (flag_at(operand, "failed")) return shown(value_of(operand));
    std::string text;
    const Json* parts = parts_of(operand);
    if (!parts) return text;
    for (const Json& part : *parts) {
      const std::string name = core::text_at(part, "text");
      const std::string value = value_of(part);
      if (!evaluated(part) || name == value) continue;
      text += (text.empty() ? "" : ", ") +
              shown(flag_at(part, "failed") ? value : one_line(name) + " is " + value);
    }
    return text;
  }

  std::string shown(const std::string& text) const {
    return value_columns_ == 0 ? text : cut(text, value_columns_);
  }

  // A condition in one line; in its file it may stand in several.
  static std::string one_line(const std::string& text) {
    std::string line;
    for (const char letter : text) {
      const bool space = letter == '\n' || letter == '\t' || letter == ' ';
      if (!space) line += letter;
      if (space && !line.empty() && line.back() != ' ') line += ' ';
    }
    return line;
  }

  std::string margin_;
  std::size_t value_columns_;  // the width of a value; 0: nothing is cut
  std::string text_{};
  std::size_t lines_ = 0;
  std::size_t left_out_ = 0;
};

std::string condition_text(const Json& node, const std::string& margin, Cutting cutting) {
  return Tree(margin, cutting == Cutting::some ? kValueColumnsMax : 0).text(node);
}

std::string moment(const Json& json, std::string_view name, core::Time now) {
  const std::string at = core::text_at(json, name);
  return at.empty() ? at : relative(at, now) + " (" + at.substr(0, 19) + "Z)";
}

// What was noted while the step waited, such as an event for which its condition could not be
// evaluated.
std::string notes_text(const Json& step, const std::string& margin) {
  std::string text;
  const Json* notes = core::find(step, "notes");
  if (!notes || !notes->is_array()) return text;
  for (const Json& note : *notes)
    if (note.is_string())
      text += margin +
              "note: " + core::one_line(note.get_ref<const std::string&>(), std::string::npos) +
              "\n";
  return text;
}

// The items of a step that are told of by themselves: "mails.3  failed: http_404: not found".
std::string items_text(const Json& step, const std::string& margin) {
  std::string text;
  const Json* items = core::find(step, "items");
  const Json* of = items ? core::find(*items, "of") : nullptr;
  if (!of || !of->is_array()) return text;
  for (const Json& item : *of) {
    const Json* place = core::find(item, "item");
    if (!place) continue;
    text += margin + line_at(step, "step") + "." + core::dump(*place) + "  " +
            status_cell(core::text_at(item, "status")).text + ": " + line_at(item, "because") +
            "\n";
  }
  return text;
}

std::string step_text(const Json& step, core::Time now, Cutting cutting) {
  const std::string margin(4, ' ');
  std::string text = line_at(step, "step") + "  " +
                     status_cell(core::text_at(step, "status")).text + "\n" + margin +
                     line_at(step, "because") + "\n";
  for (const char* name : {"gate", "when"}) {
    if (const Json* condition = core::find(step, name))
      text += condition_text(*condition, margin, cutting);
  }
  if (const Json* child = core::find(step, "child"))
    text += margin + "see: baton runs why " + line_at(*child, "run") + "\n";
  if (const Json* sla = core::find(step, "sla"))
    text += margin + "sla: " + line_at(*sla, "because") + "\n";
  text += items_text(step, margin);
  text += notes_text(step, margin);
  if (const std::string next = moment(step, "next", now); !next.empty())
    text += margin + "next: " + next + "\n";
  if (const std::string closes = moment(step, "gate_closes", now); !closes.empty())
    text += margin + "its gate is given up: " + closes + "\n";
  return text;
}

// A text with its times cut to the second, "10:00:00Z" for "10:00:00.250000Z", as the other
// commands show times.
std::string without_fractions(const std::string& text) {
  constexpr std::string_view kBefore = "0000-00-00T00:00:00";
  const auto digit = [](char letter) { return letter >= '0' && letter <= '9'; };
  const auto time_ends_at = [&](std::size_t dot) {
    if (dot < kBefore.size()) return false;
    for (std::size_t at = 0; at < kBefore.size(); ++at) {
      const char letter = text[dot - kBefore.size() + at];
      if (kBefore[at] == '0' ? !digit(letter) : kBefore[at] != letter) return false;
    }
    return true;
  };
  std::string short_text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '.' && time_ends_at(at)) {
      const auto end = text.find_first_not_of("0123456789", at + 1);
      if (end != std::string::npos && text[end] == 'Z') at = end;
    }
    short_text += text[at];
  }
  return short_text;
}

// A text of several lines, which are ours, without the control characters of text from outside.
std::string safe_lines(const std::string& full) {
  const std::string text = without_fractions(full);
  std::string safe;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    safe += printable(std::string_view(text).substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return safe;
}

}  // namespace

std::string why_text(const Json& answer, core::Time now, Cutting cutting) {
  const Json* steps = core::find(answer, "steps");
  if (!steps || !steps->is_array()) return safe_lines(step_text(answer, now, cutting));
  std::string text = core::text_at(answer, "run") + "  " + run_status(answer).text;
  const std::string by = line_at(answer, "cancelled_by");
  const std::string because = line_at(answer, "because");
  text += (by.empty() ? "" : " by " + by) + (because.empty() ? "" : "  " + because) + "\n";
  if (const std::string due = moment(answer, "due", now); !due.empty())
    text += (flag_at(answer, "late") ? "late: it was due " : "due ") + due + "\n";
  for (const Json& step : *steps) text += step_text(step, now, cutting);
  return safe_lines(text);
}

namespace {

std::string trigger_text(const Json& trigger, Cutting cutting) {
  const Json* line = core::find(trigger, "line");
  const auto schedule = core::text_at(trigger, "schedule");
  const auto what = schedule.empty() ? core::text_at(trigger, "event") : "schedule " + schedule;
  std::string text = std::string(flag_at(trigger, "matched") ? "✓" : "✕") + " " + what +
                     (line ? " (line " + core::dump(*line) + ")" : "") + ": " +
                     line_at(trigger, "reason") + "\n";
  if (const Json* explained = core::find(trigger, "explain"))
    text += condition_text(*explained, "    ", cutting);
  for (const char* name : {"key", "inputs", "problem"}) {
    const Json* told = core::find(trigger, name);
    if (told && !told->is_null())
      text += "    " + std::string(name) + ": " +
              (told->is_string() ? told->get<std::string>() : core::dump(*told)) + "\n";
  }
  return text;
}

// Why an event did or did not start one workflow.
std::string workflow_text(const Json& answer, Cutting cutting) {
  std::string text;
  if (const Json* triggers = core::find(answer, "triggers"); triggers && triggers->is_array()) {
    if (triggers->empty()) text += "this workflow has no trigger: nothing starts it\n";
    for (const Json& trigger : *triggers) text += trigger_text(trigger, cutting);
  }
  if (const Json* windows = core::find(answer, "windows"); windows && windows->is_array()) {
    for (const Json& window : *windows) {
      const std::string key = line_at(window, "key");
      const std::string problem = line_at(window, "problem");
      // This is how the window stands now, not how it stood when the event came.
      text += "    " + line_at(window, "waits_for") + (key.empty() ? "" : " (" + key + ")") +
              (problem.empty() ? ", as it stands now: " + line_at(window, "because") : problem) +
              "\n";
    }
  }
  if (const std::string note = line_at(answer, "note"); !note.empty()) text += note + "\n";
  for (const char* part : {"burst", "slot"}) {
    const Json* of = core::find(answer, part);
    const std::string note = of ? line_at(*of, "note") : std::string();
    if (!note.empty()) text += note + "\n";
  }
  if (const Json* runs = core::find(answer, "runs"); runs && runs->is_array()) {
    for (const Json& run : *runs)
      text += "it started " + (run.is_string() ? run.get<std::string>() : core::dump(run)) + "\n";
  }
  return text;
}

// The same for each of them, and how many others there are.
std::string workflows_text(const Json& answer, const Json& workflows, Cutting cutting) {
  std::string text;
  for (const Json& each : workflows)
    text += line_at(each, "workflow") + "\n" + workflow_text(each, cutting) + "\n";
  const Json* others = core::find(answer, "others");
  const auto count = others && others->is_number_integer() ? others->get<std::int64_t>() : 0;
  if (count == 0) return text;
  return text + std::to_string(count) +
         (workflows.empty() ? " workflows are active, and none takes events of this type\n"
          : count == 1      ? " other workflow takes no events of this type\n"
                            : " other workflows take no events of this type\n");
}

}  // namespace

std::string why_event_text(const Json& answer, Cutting cutting) {
  const Json* workflows = core::find(answer, "workflows");
  return safe_lines(workflows && workflows->is_array() ? workflows_text(answer, *workflows, cutting)
                                                       : workflow_text(answer, cutting));
}

}  // namespace baton::app
