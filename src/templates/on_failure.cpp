#include "templates/partial_template.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>

// What a workflow does when it has failed: `on_failure` of the workflow, and `undo` of its steps.
namespace baton::templates {

namespace {

// Reads true or false.
std::optional<bool> read_truth(Reader& reader, const Cursor& cursor) {
  if (cursor.node->kind == yaml::Node::Kind::boolean) return to_json(*cursor.node) == true;
  reader.wrong_truth(cursor);
  return std::nullopt;
}

// Reads the steps, behind those of the workflow.
void read_steps_of(Reader& reader, const Cursor& cursor, PartialTemplate& partial) {
  const auto before = partial.workflow.steps.size();
  read_steps(reader, cursor, partial);
  const auto first = static_cast<std::ptrdiff_t>(before);
  for (std::size_t at = before; at < partial.workflow.steps.size(); ++at) {
    auto& step = partial.workflow.steps[at];
    step.on_failure = true;
    const bool twice =
        std::any_of(partial.workflow.steps.begin(), partial.workflow.steps.begin() + first,
                    [&step](const core::Step& other) { return other.name == step.name; });
    if (twice)
      reader.error_at_key("syntax/name", "the workflow has another step \"" + step.name + '"',
                          partial.places[at].step, "choose another name");
    if (step.undo)
      reader.error_at_key("syntax/misplaced-key",
                          "\"undo\" has no meaning here: nothing is undone after this step",
                          partial.places[at].step, "remove it");
  }
}

}  // namespace

void read_on_failure(Reader& reader, const Cursor& cursor, PartialTemplate& partial) {
  const auto fields = reader.fields(cursor, kOnFailureKeys);
  if (!fields) return;
  partial.undo = fields->find("undo");
  if (partial.undo)
    partial.workflow.undo_on_failure = read_truth(reader, *partial.undo).value_or(false);
  const auto steps = fields->find("steps");
  if (steps) read_steps_of(reader, *steps, partial);
  if (!steps && !partial.undo)
    reader.error_at_key("syntax/missing-key", "expected \"undo: true\", or \"steps\"", cursor);
}

void read_undo(Reader& reader, const Cursor& cursor, core::Step& step, StepPlace& place) {
  const auto fields = reader.fields(cursor, kUndoKeys);
  if (!fields) return;
  if (step.each)
    reader.error_at_key("syntax/misplaced-key",
                        "\"undo\" has no meaning beside \"each\": items are not undone one by one",
                        cursor, "undo them in a step of on_failure, with an \"each\" of its own");
  core::Undo undo;
  undo.action.with.value = core::Json::object();
  if (const auto action = fields->find("do")) {
    if (read_action(reader, *action, undo.action)) place.undo_action = action;
  } else {
    reader.error_at_key("syntax/missing-key",
                        "\"do\" is missing: expected the operation that undoes the step", cursor);
  }
  if (const auto with = fields->find("with");
      with && reader.expect_map(*with, "a mapping of the operation's inputs")) {
    undo.action.with = reader.rendered(*with, {.scope = ScopeKind::undo, .step = step.name});
    place.undo_with = with;
  }
  if (const auto retry = fields->find("retry")) read_retry(reader, *retry, undo.retry);
  if (const auto timeout = fields->find("timeout")) {
    if (const auto length = reader.duration(*timeout)) undo.timeout = *length;
  }
  step.undo = std::move(undo);
}

void check_on_failure(Reader& reader, const PartialTemplate& partial) {
  const auto& steps = partial.workflow.steps;
  bool any_undo = false;
  for (std::size_t at = 0; at < steps.size(); ++at) {
    any_undo = any_undo || steps[at].undo;
    for (std::size_t i = 0; i < steps[at].needs.size(); ++i) {
      const auto need = partial.find_step(steps[at].needs[i]);
      if (!need || steps[*need].on_failure == steps[at].on_failure) continue;
      reader.error("ref/on-failure",
                   '"' + steps[at].name + "\" cannot need \"" + steps[*need].name +
                       "\": the steps of on_failure begin when all others have ended",
                   partial.places[at].needs[i],
                   steps[at].on_failure ? "remove it: it has ended" : "remove it");
    }
    if (steps[at].undo && !partial.workflow.undo_on_failure)
      reader.warning_at_key("suspicious/undo",
                            "nothing undoes \"" + steps[at].name +
                                "\": the workflow does not say on_failure: { undo: true }",
                            partial.places[at].step, "add on_failure: { undo: true }");
  }
  if (partial.workflow.undo_on_failure && !any_undo)
    reader.warning_at_key("suspicious/undo", "no step has an \"undo\", so nothing is undone",
                          *partial.undo, "add \"undo: { do: … }\" beside an action");
}

}  // namespace baton::templates
