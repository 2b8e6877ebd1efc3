#pragma once

#include "baton/core/template.hpp"
#include "templates/reader.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// The stages between the tree and a checked Template. Each reads or checks one part of the language and leaves its findings with
// the reader; none stops at the first fault.
namespace baton::templates {

// Where the parts of a step stand, for checks that need the whole file.
struct StepPlace {
  Cursor step;
  std::vector<Cursor> needs{};     // beside Step::needs
  std::optional<Cursor> action{};  // value of `do`; unset when it is no CONNECTION.operation
  std::optional<Cursor> with{};
};

struct Draft {
  core::Template workflow;
  std::vector<StepPlace> places;  // beside Template::steps

  std::vector<std::string> step_names() const;
  std::optional<std::size_t> find_step(std::string_view name) const;
};

void read_workflow(Reader& reader, const Cursor& root, Draft& draft);
void read_inputs(Reader& reader, const Cursor& cursor, Draft& draft);
void read_triggers(Reader& reader, const Cursor& cursor, Draft& draft);
void read_steps(Reader& reader, const Cursor& cursor, Draft& draft);
// The verb of a step, whose keys are `fields`.
void read_verb(Reader& reader, const Reader::Fields& fields, core::Step& step, StepPlace& place);

// Needs name steps, and no step needs itself, by whatever way.
void check_needs(Reader& reader, const Draft& draft);
// For each step, all steps that are settled before it starts.
std::vector<std::set<std::size_t>> before(const Draft& draft);
// Every expression against the names and types it may use.
void check_expressions(Reader& reader, const Draft& draft);
// Each `do` against the operations of the connections.
void check_operations(Reader& reader, const Draft& draft, const core::Operations& operations);
// A literal against a JSON Schema: type, enum, required, properties, additionalProperties, items. Values with `${…}` are only
// known when they are rendered, and pass as far as their shape allows.
void check_against_schema(Reader& reader, const Cursor& cursor, const core::Json& schema, std::string_view what);
// True if a value of the input's declared type may be `value`.
bool fits(const core::Input& input, const core::Json& value);
std::string_view type_name(core::Input::Type type);
// True if the text holds an expression.
bool holds_expression(std::string_view text);

}  // namespace baton::templates
