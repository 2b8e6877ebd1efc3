#include "app/why_text.hpp"

#include "app/table.hpp"
#include "app/terminal.hpp"
#include "app/words.hpp"

#include <algorithm>
#include <vector>

namespace baton::app {
namespace {

using core::Json;

constexpr std::size_t kValueColumnsMax = 60;  // of a value beside an operand
constexpr std::size_t kOperandsMax = 40;      // a longer condition is read with -o json
constexpr std::size_t kNestingMax = 16;

const Json* parts_of(const Json& node) {
  const Json* parts = core::find(node, "parts");
  return parts && parts->is_array() && !parts->empty() ? parts : nullptr;
}

bool is_verdict(const Json& node) {
  const Json* value = core::find(node, "value");
  return (value && value->is_boolean()) || flag_at(node, "failed") || core::find(node, "evaluated");
}

// The operands of `a && b || c`: a node that joins verdicts is taken apart, and everything else stands for itself.
void collect_operands(const Json& node, std::vector<const Json*>& operands, std::size_t depth = 0) {
  const Json* parts = parts_of(node);
  const bool joins = parts && depth < kNestingMax && parts->size() == 2 && std::all_of(parts->begin(), parts->end(), is_verdict);
  if (!joins) return operands.push_back(&node);
  for (const Json& part : *parts) collect_operands(part, operands, depth + 1);
}

std::string mark_of(const Json& node) {
  if (const Json* evaluated = core::find(node, "evaluated"); evaluated && *evaluated == false) return "·";
  if (flag_at(node, "failed")) return "!";
  const Json* value = core::find(node, "value");
  return value && *value == true ? "✓" : "✕";
}

// "inputs.amount is 9000": what the operand read, without the constants in it and without whole documents.
std::string values_of(const Json& operand) {
  std::string text;
  const Json* parts = parts_of(operand);
  if (!parts) return text;
  for (const Json& part : *parts) {
    const Json* value = core::find(part, "value");
    const std::string name = core::text_at(part, "text");
    if (!value || value->is_structured() || name == core::dump(*value)) continue;
    const std::string shown = flag_at(part, "failed") ? core::text_at(part, "value") : name + " is " + core::dump(*value);
    text += (text.empty() ? "" : ", ") + cut(shown, kValueColumnsMax);
  }
  return text;
}

std::string condition_text(const Json& node, const std::string& margin) {
  std::vector<const Json*> operands;
  collect_operands(node, operands);
  std::string text;
  for (std::size_t at = 0; at < std::min(operands.size(), kOperandsMax); ++at) {
    const Json& operand = *operands[at];
    const std::string values = values_of(operand);
    text += margin + mark_of(operand) + " " + core::text_at(operand, "text") + (values.empty() ? "" : "   " + values) + "\n";
  }
  if (operands.size() > kOperandsMax)
    text += margin + "… " + std::to_string(operands.size() - kOperandsMax) + " more; -o json shows all\n";
  return text;
}

std::string moment(const Json& json, std::string_view name, core::Time now) {
  const std::string at = core::text_at(json, name);
  return at.empty() ? at : relative(at, now) + " (" + at.substr(0, 19) + "Z)";
}

std::string step_text(const Json& step, core::Time now) {
  const std::string margin(4, ' ');
  std::string text = core::text_at(step, "step") + "  " + status_cell(core::text_at(step, "status")).text + "\n" + margin +
                     core::text_at(step, "because") + "\n";
  for (const char* name : {"gate", "when"}) {
    if (const Json* condition = core::find(step, name)) text += condition_text(*condition, margin);
  }
  if (const std::string next = moment(step, "next", now); !next.empty()) text += margin + "next: " + next + "\n";
  if (const std::string closes = moment(step, "gate_closes", now); !closes.empty())
    text += margin + "its gate is given up: " + closes + "\n";
  return text;
}

// Text from outside keeps no control characters; the line breaks are ours.
std::string safe_lines(const std::string& text) {
  std::string safe;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    safe += printable(std::string_view(text).substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return safe;
}

}  // namespace

std::string why_text(const Json& answer, core::Time now) {
  const Json* steps = core::find(answer, "steps");
  if (!steps || !steps->is_array()) return safe_lines(step_text(answer, now));
  std::string text = core::text_at(answer, "run") + "  " + status_cell(core::text_at(answer, "status")).text;
  const std::string because = core::text_at(answer, "because");
  text += (because.empty() ? "" : "  " + because) + "\n";
  for (const Json& step : *steps) text += step_text(step, now);
  return safe_lines(text);
}

std::string why_event_text(const Json& answer) {
  std::string text;
  const Json* triggers = core::find(answer, "triggers");
  if (triggers && triggers->is_array() && triggers->empty()) text += "this workflow has no trigger: nothing starts it\n";
  if (triggers && triggers->is_array()) {
    for (const Json& trigger : *triggers) {
      const Json* line = core::find(trigger, "line");
      text += std::string(flag_at(trigger, "matched") ? "✓" : "✕") + " " + core::text_at(trigger, "event") +
              (line ? " (line " + core::dump(*line) + ")" : "") + ": " + core::text_at(trigger, "reason") + "\n";
      if (const Json* explained = core::find(trigger, "explain")) text += condition_text(*explained, "    ");
      for (const char* name : {"key", "inputs", "problem"}) {
        const Json* told = core::find(trigger, name);
        if (told && !told->is_null())
          text += "    " + std::string(name) + ": " + (told->is_string() ? told->get<std::string>() : core::dump(*told)) + "\n";
      }
    }
  }
  if (const std::string note = core::text_at(answer, "note"); !note.empty()) text += note + "\n";
  if (const Json* runs = core::find(answer, "runs"); runs && runs->is_array()) {
    for (const Json& run : *runs) text += "it started " + (run.is_string() ? run.get<std::string>() : core::dump(run)) + "\n";
  }
  return safe_lines(text);
}

}  // namespace baton::app
