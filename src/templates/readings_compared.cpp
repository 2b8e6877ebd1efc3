#include "baton/core/actor.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/run.hpp"
#include "baton/core/text.hpp"
#include "templates/readings.hpp"
#include "templates/taken.hpp"

#include <algorithm>
#include <array>
#include <utility>

// The second half of Readings: comparisons with a literal that can never be equal.
namespace baton::templates {

namespace {

// The actor of a decision by this token: "token:ana" for "ana".
std::string actor_of(std::string_view who) {
  return core::Actor::token(core::person_written(who)).text();
}

// The type of a literal in the words of JSON Schema; empty when it is none of the three.
std::string_view literal_type(const cel::Value& literal) {
  using Kind = cel::Value::Kind;
  if (literal.is(Kind::string)) return "string";
  if (literal.is(Kind::boolean)) return "boolean";
  const bool number =
      literal.is(Kind::integer) || literal.is(Kind::unsigned_integer) || literal.is(Kind::floating);
  return number ? "number" : "";
}

std::vector<std::string> statuses() {
  std::vector<std::string> names;
  for (int at = 0; at <= static_cast<int>(core::StepStatus::undone); ++at)
    names.emplace_back(to_text(static_cast<core::StepStatus>(at)));
  return names;
}

// The status that a word of another system means; empty when it means none.
std::string status_meant(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kOther{
      {{"error", "failed"},
       {"errored", "failed"},
       {"failure", "failed"},
       {"fail", "failed"},
       {"timeout", "failed"},
       {"timed_out", "failed"},
       {"rejected", "failed"},
       {"success", "succeeded"},
       {"successful", "succeeded"},
       {"ok", "succeeded"},
       {"done", "succeeded"},
       {"complete", "succeeded"},
       {"completed", "succeeded"},
       {"approved", "succeeded"},
       {"finished", "succeeded"},
       {"skip", "skipped"}}};
  const auto found = std::find_if(kOther.begin(), kOther.end(),
                                  [word](const auto& row) { return row.first == word; });
  return found == kOther.end() ? std::string() : std::string(found->second);
}

}  // namespace

// Warns of a comparison of an event's type or source with a text that it cannot be, because the
// trigger or the wait that took the event asks for another.
void Readings::check_event(const Reading& reading, const cel::Comparison& comparison) {
  const auto event = taken_event(partial_, reading.site, comparison.path);
  if (event.by.empty() || event.part + 1 != comparison.path.size() || !comparison.equal) return;
  const bool of_type = comparison.path.back() == "type";
  if ((!of_type && comparison.path.back() != "source") ||
      !comparison.literal.is(cel::Value::Kind::string))
    return;
  const auto word = comparison.literal.as_string();
  std::vector<std::string> taken;
  for (const auto& by : event.by) {
    taken.push_back(of_type ? by.event : by.from);
    if (taken.back().empty() ||
        (of_type ? core::type_matches(taken.back(), word) : taken.back() == word))
      return;
  }
  warn(reading, comparison.offset, "suspicious/never",
       "the " + comparison.path.back() + " of this event is never \"" + std::string(word) +
           "\": it is " + core::any_of(taken),
       "remove the comparison, or change the " + std::string(of_type ? "type" : "\"from\"") +
           " that is taken");
}

void Readings::check_comparison(const Reading& reading, const cel::Comparison& comparison) {
  check_event(reading, comparison);
  const auto& path = comparison.path;
  if (path.size() == 2 && path[0] == "inputs") return check_choice(reading, comparison);
  if (path.size() > 3 && path[0] == "steps" && path[2] == "output") {
    if (const auto read = find(reading, path[1]))
      return check_output_type(reading, comparison, *read);
  }
  if (path.size() != 3 || path[0] != "steps" || path[2] != "status" ||
      !comparison.literal.is(cel::Value::Kind::string))
    return;
  if (const auto read = find(reading, path[1])) check_status(reading, comparison, *read);
}

// Warns of a comparison of an output with a literal of another type, such as
// `steps.get.output.status == "200"`: a number never equals a text.
void Readings::check_output_type(const Reading& reading, const cel::Comparison& comparison,
                                 std::size_t read) {
  const auto& verb = partial_.workflow.steps[read].verb;
  if (std::holds_alternative<core::Approve>(verb)) return check_by(reading, comparison);
  const auto* operation = operation_of(verb, operations_);
  if (operation == nullptr || comparison.path.size() != 4) return;
  const auto declared = operation->output_types.find(comparison.path[3]);
  const auto given = literal_type(comparison.literal);
  if (declared == operation->output_types.end() || given.empty() || declared->second == given)
    return;
  const auto literal = comparison.literal.literal();
  const bool quoted = given == "string" && declared->second == "number" && literal.size() > 2 &&
                      yaml::classify(std::string_view(literal).substr(1, literal.size() - 2)) ==
                          yaml::Node::Kind::integer;
  warn(reading, comparison.offset, "suspicious/never",
       '"' + comparison.path[3] + "\" of \"" + comparison.path[1] + "\" is a " + declared->second +
           ", which never equals " + literal,
       quoted ? "write it without quotes: " + literal.substr(1, literal.size() - 2)
              : "compare it with a " + declared->second);
}

// Warns of `steps.ok.output.by == "ana"`, which never holds, because `by` is a list of decisions.
void Readings::check_by(const Reading& reading, const cel::Comparison& comparison) {
  const auto& path = comparison.path;
  if (path.size() != 4 || path[3] != "by" || !comparison.literal.is(cel::Value::Kind::string))
    return;
  warn(reading, comparison.offset, "suspicious/never",
       "\"by\" is a list of decisions, each with actor, comment and at, and never equals a text",
       "write steps." + path[1] + ".output.by.exists(d, d.actor == \"" +
           actor_of(comparison.literal.as_string()) + "\")");
}

// Warns of `.exists(d, d.actor == "ana")`, which never holds, because the actor is "token:ana".
void Readings::check_deciders(const Reading& reading) {
  const auto& reads = reading.expression->reads();
  const bool of_approval = std::any_of(reads.begin(), reads.end(), [&](const cel::Path& path) {
    if (path.size() < 4 || path[0] != "steps" || path[3] != "by") return false;
    const auto step = partial_.find_step(path[1]);
    return step && std::holds_alternative<core::Approve>(partial_.workflow.steps[*step].verb);
  });
  const std::string_view text = reading.expression->text();
  constexpr std::string_view kActor = ".actor";
  for (auto at = of_approval ? text.find(kActor) : std::string_view::npos;
       at != std::string_view::npos; at = text.find(kActor, at + 1)) {
    const auto sign = text.find_first_not_of(' ', at + kActor.size());
    if (sign == std::string_view::npos ||
        (text.substr(sign, 2) != "==" && text.substr(sign, 2) != "!="))
      continue;
    const auto open = text.find_first_not_of(' ', sign + 2);
    if (open == std::string_view::npos || (text[open] != '"' && text[open] != '\'')) continue;
    const auto word = text.substr(open + 1, text.find(text[open], open + 1) - open - 1);
    if (word.empty() || word.starts_with(core::kTokenActor)) continue;
    const auto who = actor_of(word);
    return warn(
        reading, open, "suspicious/never",
        "whoever decided is written as \"" + who + "\", never as \"" + std::string(word) + '"',
        "write \"" + who + '"');
  }
}

void Readings::check_statuses(const Site& site, const Cursor& cursor,
                              const cel::Expression& expression) {
  const Reading reading{site, cursor, 0, nullptr};
  for (const auto& comparison : cel::comparisons(expression)) {
    const auto& path = comparison.path;
    const bool of_status = path.size() == 3 && path[0] == "steps" && path[2] == "status" &&
                           comparison.literal.is(cel::Value::Kind::string);
    if (of_status && !core::step_status(comparison.literal.as_string()))
      no_such_status(reading, comparison);
  }
}

void Readings::no_such_status(const Reading& reading, const cel::Comparison& comparison) {
  const std::string word(comparison.literal.as_string());
  auto meant = status_meant(word);
  auto hint =
      meant.empty() ? core::did_you_mean(word, statuses()) : "did you mean \"" + meant + "\"?";
  if (hint.empty()) {
    hint = reading.site.scope == ScopeKind::clock
               ? "write \"waiting\" for a step that waits"
               : "at this place it is succeeded, failed or skipped";
  }
  warn(reading, comparison.offset, "suspicious/status",
       "the status of a step is never \"" + word + '"', std::move(hint));
}

void Readings::check_status(const Reading& reading, const cel::Comparison& comparison,
                            std::size_t read) {
  const std::string word(comparison.literal.as_string());
  const auto& name = comparison.path[1];
  const auto known = core::step_status(word);
  const auto found = [&](std::string message, std::string hint) {
    warn(reading, comparison.offset, "suspicious/status", std::move(message), std::move(hint));
  };
  if (!known) return no_such_status(reading, comparison);
  if (!comparison.equal || loose(reading)) return;
  switch (*known) {
    case core::StepStatus::succeeded: return;
    case core::StepStatus::failed:
      if (certainty_.may_fail(read)) return;
      return found('"' + name +
                       "\" is never seen as failed here: what needs it is blocked when it fails, "
                       "and so is the rest",
                   "add \"on_error: continue\" to \"" + name + '"');
    case core::StepStatus::skipped:
      if (!certainty_.may_be_skipped(read))
        found('"' + name + "\" is never skipped: it has no \"when\"", {});
      return;
    default:
      return found('"' + name + "\" is never seen as " + word + " here: it has ended",
                   "at this place it is succeeded, failed or skipped");
  }
}

void Readings::check_choice(const Reading& reading, const cel::Comparison& comparison) {
  const auto input = partial_.workflow.inputs.find(comparison.path[1]);
  if (input == partial_.workflow.inputs.end() || input->second.allowed.empty()) return;
  const auto literal = comparison.literal.to_json();
  const auto& allowed = input->second.allowed;
  if (!literal || std::find(allowed.begin(), allowed.end(), *literal) != allowed.end()) return;
  const auto words = texts_of(allowed);
  auto hint =
      literal->is_string() ? core::did_you_mean(literal->get<std::string>(), words) : std::string();
  warn(reading, comparison.offset, "suspicious/choice",
       "the input \"" + input->first + "\" is never " + comparison.literal.literal() + ": it is " +
           core::any_of(words),
       std::move(hint));
}

}  // namespace baton::templates
