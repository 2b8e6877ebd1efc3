#pragma once

#include "baton/calendar/calendars.hpp"
#include "baton/cel/types.hpp"
#include "baton/core/template.hpp"
#include "baton/facts/definitions.hpp"
#include "baton/goals/tree.hpp"
#include "baton/routing/routes.hpp"
#include "templates/reader.hpp"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// A template while it is read, and the stages that read and check it. Each stage covers one part of
// the language and leaves its findings with the reader; none stops at the first fault, so that one
// load reports everything that is wrong. load() calls them in order.
namespace baton::templates {

// Where the parts of an event stand in the file that a step waits for.
struct AwaitedPlace {
  // `event`. Unset when it is no event type.
  std::optional<Cursor> event{};
  std::optional<Cursor> from{};
};

// Where the parts of a mark of `sla` stand in the file.
struct MarkPlace {
  // The length of time.
  Cursor after{};
  // `step`. Unset when it is no name.
  std::optional<Cursor> step{};
};

// Where the parts of a step stand in the file, for checks that need the whole file.
struct StepPlace {
  // The step itself, under its name.
  Cursor step;
  // The name that was most likely meant, when the step's own name is no valid one; else empty.
  // Other steps may then refer to it by either name, so that one bad name gives one finding.
  std::string meant{};
  // One for each of Step::needs, in the same order.
  std::vector<Cursor> needs{};
  // The value of `do` or `run`. Unset when it is not of the form CONNECTION.operation, or no name
  // of a workflow.
  std::optional<Cursor> action{};
  std::optional<Cursor> with{};
  // `do` and `with` of `undo`, as those above.
  std::optional<Cursor> undo_action{};
  std::optional<Cursor> undo_with{};
  // `by` of `approve`.
  std::optional<Cursor> by{};
  // There is an `ask` of `approve`, be it right or not.
  bool asks = false;
  // `route` and `with` of `by`.
  std::optional<Cursor> route{};
  std::optional<Cursor> route_with{};
  // `on_reject.return_to` of `approve`.
  std::optional<Cursor> return_to{};
  // `escalate.after` of `approve`.
  std::optional<Cursor> escalates{};
  // `due` of `task`.
  std::optional<Cursor> task_due{};
  std::optional<Cursor> on_error{};
  // One for each of WaitEvent::events, in the same order.
  std::vector<AwaitedPlace> awaited{};
  // `calendar`. Unset when it is no name.
  std::optional<Cursor> calendar{};
  // One for each of Sla::marks, and `calendar` of `sla`.
  std::array<MarkPlace, core::kSlaMarks> marks{};
  std::optional<Cursor> sla_calendar{};
};

// Where the parts of a trigger stand in the file.
struct TriggerPlace {
  // Unset when it is no event type.
  std::optional<Cursor> event{};
  std::optional<Cursor> from{};
  std::optional<Cursor> schedule{};
  // Of a window or a threshold: one for each of its events, and `window` or `threshold` itself.
  std::vector<AwaitedPlace> counted{};
  std::optional<Cursor> window{};
};

// A template as far as it could be read. Parts that are wrong have their defaults.
struct PartialTemplate {
  core::Template workflow;
  // One for each of Template::steps, in the same order.
  std::vector<StepPlace> places;
  // One for each of Template::triggers, in the same order.
  std::vector<TriggerPlace> triggers{};
  // `undo` of `on_failure`.
  std::optional<Cursor> undo{};
  // `calendar` of the workflow. Unset when it is no name.
  std::optional<Cursor> calendar{};
  // `goal` of the workflow.
  std::optional<Cursor> goal{};
  // Where the workflow names its connection.
  std::optional<Cursor> only_with{};

  // The name of each step, or the name that was meant where its own is no valid one.
  std::vector<std::string> step_names() const;
  // The index of the step with that name, or for which that name was meant.
  std::optional<std::size_t> find_step(std::string_view name) const;
};

// What is known beside the file.
struct Around {
  // What connections can do. Null: nothing is known of connections, so nothing is checked against
  // them.
  const core::Operations* operations = nullptr;
  // The earliest time that a run may see.
  core::Time now{};
  // The business calendars that there are. Null: their names are not checked.
  const calendar::Calendars* calendars = nullptr;
  // The decision tables that there are. Null: what is asked of them is not checked.
  const routing::Routes* routes = nullptr;
  // The facts that there are. Null: their names are not checked.
  const facts::Definitions* facts = nullptr;
};

// --- reading: from the YAML tree into the partial template ---

// Reads the whole file, whose top-level mapping is `root`, by calling the readers below.
void read_workflow(Reader& reader, const Cursor& root, PartialTemplate& partial);
// Reads `roles`.
void read_roles(Reader& reader, const Cursor& cursor, core::Roles& roles);
// Reads `inputs`.
void read_inputs(Reader& reader, const Cursor& cursor, PartialTemplate& partial);
// Reads `on`. The inputs of the workflow must have been read.
void read_triggers(Reader& reader, const Cursor& cursor, PartialTemplate& partial);
// Reads `schedule` of a trigger.
core::Schedule read_schedule(Reader& reader, const Cursor& cursor);
// Reads `debounce` and `throttle` of a trigger.
void read_bursts(Reader& reader, const Reader::Fields& fields, core::Trigger& trigger);
// Reads `steps`, of the workflow or of `on_failure`, and adds them to the partial template.
void read_steps(Reader& reader, const Cursor& cursor, PartialTemplate& partial);
// Reads `concurrency`.
void read_concurrency(Reader& reader, const Cursor& cursor, core::Template& workflow);
// Reads `sla` of a step, whose verb and `each` must have been read.
void read_sla(Reader& reader, const Cursor& cursor, core::Step& step, StepPlace& place);
// Reads `due` of the workflow.
void read_run_due(Reader& reader, const Cursor& cursor, core::Template& workflow);
// Reads `on_failure`. The steps of the workflow must have been read.
void read_on_failure(Reader& reader, const Cursor& cursor, PartialTemplate& partial);
// Reads `undo` of a step.
void read_undo(Reader& reader, const Cursor& cursor, core::Step& step, StepPlace& place);
// Reads `retry` of a step or of its `undo`.
void read_retry(Reader& reader, const Cursor& cursor, core::Retry& retry);
// Reads `calendar` of the workflow or of a step; empty if it is not there. `place` is set to where
// it stands.
std::string read_calendar(Reader& reader, const Reader::Fields& fields,
                          std::optional<Cursor>& place);
// Reads `each` of a step, and what belongs to it, into Step::each.
void read_each(Reader& reader, const Reader::Fields& fields, core::Step& step);
// Reads the verb of a step into Step::verb. `fields` are all keys of the step.
void read_verb(Reader& reader, const Reader::Fields& fields, core::Step& step, StepPlace& place);

// --- checking: the partial template as a whole ---

// Checks that `needs` name steps, each once, and that no step needs itself, directly or through
// others.
void check_needs(Reader& reader, const PartialTemplate& partial);
// Checks every expression against the names and types that it may use where it stands.
void check_expressions(Reader& reader, const PartialTemplate& partial, const Around& around);
// Checks each `do` against the operations of the connections, which are known.
void check_operations(Reader& reader, const PartialTemplate& partial, const Around& around);
// Checks each `run` against the workflows that there are, and that workflows do not run each other
// in a circle.
void check_runs(Reader& reader, const PartialTemplate& partial, const Around& around);
// Warns of what is valid and can hardly be meant: triggers, waits, gates and approvals that nothing
// will ever answer. `operations` may be null.
void check_suspicions(Reader& reader, const Cursor& root, const PartialTemplate& partial,
                      const core::Operations* operations);
// Warns of a text that is taken as it is written and was most likely meant otherwise: it holds a
// placeholder as other languages write it, such as `{{ inputs.deal }}`, a quote without its
// partner, or an expression without `${…}`. `scope` holds the names that an expression could use
// there.
void check_plain_text(Reader& reader, const PartialTemplate& partial, const Cursor& cursor,
                      const cel::Scope& scope);
// Warns of a quote at the end of an unquoted text that no quote at its start belongs to, and of
// typographic quotes around it. Returns true when there is nothing to warn of.
bool check_quotes(Reader& reader, const Cursor& cursor);
// Warns where YAML read a text in another way than it looks: " #" began a comment, or a "- " became
// part of the text on the line above.
void check_written(Reader& reader, const Cursor& root);
// Checks that the steps of `on_failure` and the others do not need each other, and warns of an
// `undo` that never happens.
void check_on_failure(Reader& reader, const PartialTemplate& partial);
// A mark of a step's `sla` that does not fit the mark before it, or the step's timeout.
struct MarkMisfit {
  // The mark, as an index into Sla::marks.
  std::size_t mark = 0;
  // What does not fit, and what helps.
  std::string message;
  std::string hint;
};
// The marks of a step that do not fit. It has an `sla`.
std::vector<MarkMisfit> misfits_of(const core::Step& step);

// Checks that the marks of each `sla` come one after the other and before the step fails, and that
// the steps that they begin are there and can begin while their step goes on.
void check_slas(Reader& reader, const PartialTemplate& partial);
// Checks that no two triggers have the same schedule.
void check_schedules(Reader& reader, const PartialTemplate& partial);
// Checks that `goal` names a goal or an initiative, where there are any; and, if one is required,
// that the workflow belongs to one.
void check_goal(Reader& reader, const Cursor& root, const PartialTemplate& partial,
                const goals::Tree& goals, bool required);
// Checks that the business calendars that the workflow and its steps name are there.
void check_calendars(Reader& reader, const PartialTemplate& partial,
                     const calendar::Calendars& calendars);
// Checks that the routes by which steps find whom they ask are there, and are told their inputs.
void check_routes(Reader& reader, const PartialTemplate& partial, const routing::Routes& routes);
// Checks that approvals send their run back to a step before them, and are escalated before their
// time is over. Checks that no step goes on after an approval was refused, or nobody decided,
// unless its condition asks for that on purpose.
void check_approvals(Reader& reader, const PartialTemplate& partial);

// --- what the stages share ---

// True if a key of the step is a word of another language that means a verb, or a slip of one. Such
// a key is reported already, so the step counts as having a verb, and it is not known which keys
// belong beside it.
bool has_other_verb(const Reader::Fields& step);
// For each step, the steps that have ended before it begins: those that it needs, directly or
// through others. Before a step of `on_failure`, all others have.
std::vector<std::set<std::size_t>> before(const PartialTemplate& partial);
// The operation that a step does, as its connection declares it. Null when the verb is not `do`, or
// when the operation is not known. `operations` may be null.
const core::Operation* operation_of(const core::Verb& verb, const core::Operations* operations);
// True for a valid name of a workflow: as that of a step, and with "-".
bool is_workflow_name(std::string_view text);
// True if an input of this type can have the value.
bool fits(const core::Input& input, const core::Json& value);
// The values as people write them: texts without quotes, all others as JSON.
std::vector<std::string> texts_of(const std::vector<core::Json>& values);
// The names under which a map keeps its values, in its order.
template <class Map>
std::vector<std::string> names_of(const Map& map) {
  std::vector<std::string> names;
  for (const auto& [name, value] : map) names.push_back(name);
  return names;
}
// The word for a type in a template, such as "string".
std::string_view type_name(core::Input::Type type);
// True if the text holds an expression, `${…}`.
bool holds_expression(std::string_view text);
// The valid name that is nearest to a text: "kick_off" for "Kick-off". Empty when there is none.
std::string name_meant(std::string_view text);

}  // namespace baton::templates
