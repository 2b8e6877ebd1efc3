#pragma once

#include "baton/cel/types.hpp"
#include "baton/core/template.hpp"
#include "templates/reader.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// The stages between the tree and a checked Template. Each reads or checks one part of the language
// and leaves its findings with the reader; none stops at the first fault.
namespace baton::templates {

// Where the parts of a step stand, for checks that need the whole file.
struct StepPlace {
  Cursor step;
  std::string meant{};  // the name that was meant, when its own was refused; both name the step
  std::vector<Cursor> needs{};     // beside Step::needs
  std::optional<Cursor> action{};  // value of `do`; unset when it is no CONNECTION.operation
  std::optional<Cursor> with{};
  std::optional<Cursor> by{};  // of `approve`
  std::optional<Cursor> on_error{};
  std::optional<Cursor> gate{};   // its condition
  std::optional<Cursor> event{};  // of `wait`, where it is an event type
  std::optional<Cursor> from{};   // of `wait`
};

struct TriggerPlace {
  std::optional<Cursor> event{};  // where it is an event type
  std::optional<Cursor> from{};
};

struct Draft {
  core::Template workflow;
  std::vector<StepPlace> places;         // beside Template::steps
  std::vector<TriggerPlace> triggers{};  // beside Template::triggers

  std::vector<std::string> step_names() const;
  std::optional<std::size_t> find_step(std::string_view name) const;
};

void read_workflow(Reader& reader, const Cursor& root, Draft& draft);
void read_inputs(Reader& reader, const Cursor& cursor, Draft& draft);
void read_triggers(Reader& reader, const Cursor& cursor, Draft& draft);
void read_steps(Reader& reader, const Cursor& cursor, Draft& draft);
// The verb of a step, whose keys are `fields`.
void read_verb(Reader& reader, const Reader::Fields& fields, core::Step& step, StepPlace& place);

// True for a verb of a later version, and for another language's word for one.
bool is_other_verb(std::string_view key);

// Needs name steps, and no step needs itself, by whatever way.
void check_needs(Reader& reader, const Draft& draft);
// For each step, all steps that are settled before it starts.
std::vector<std::set<std::size_t>> before(const Draft& draft);
// What is known beside the file.
struct Around {
  const core::Operations* operations =
      nullptr;       // null: then what an operation puts out is not known
  core::Time now{};  // no run is earlier
};
// Every expression against the names and types it may use.
void check_expressions(Reader& reader, const Draft& draft, const Around& around);
// What a step does, as its connection declares it; null: it does nothing with a connection, or the
// operation is not known. `operations` may be null.
const core::Operation* operation_of(const core::Verb& verb, const core::Operations* operations);
// Each `do` against the operations of the connections.
void check_operations(Reader& reader, const Draft& draft, const core::Operations& operations);
// What is right by the letter and can hardly be meant: triggers, waits, gates and approvals that
// nothing will ever answer. `operations` may be null: then nothing is known of connections.
void check_suspicions(Reader& reader, const Cursor& root, const Draft& draft,
                      const core::Operations* operations);
// A text that is written as it stands, and what it most likely was meant to be: a placeholder of
// another language, a quote that was not opened.
void check_plain_text(Reader& reader, const Draft& draft, const Cursor& cursor,
                      const cel::Scope& scope);
// What YAML takes away from a text or adds to it: a comment that begins at " #", a list item that
// goes on a line above.
void check_written(Reader& reader, const Cursor& root);
// Each `approve`: whether a refusal is heard by those who follow.
void check_approvals(Reader& reader, const Draft& draft);
// True if a value of the input's declared type may be `value`.
bool fits(const core::Input& input, const core::Json& value);
std::string_view type_name(core::Input::Type type);
// True if the text holds an expression.
bool holds_expression(std::string_view text);
// The nearest name that would be one: "kick_off" for "Kick-off"; empty when there is none.
std::string name_meant(std::string_view text);
// Warns of a quote at the end of a plain text that was opened nowhere; true when there is none.
bool check_quotes(Reader& reader, const Cursor& cursor);

}  // namespace baton::templates
