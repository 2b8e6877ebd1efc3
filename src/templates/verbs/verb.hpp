#pragma once

#include "baton/cel/prospect.hpp"
#include "templates/shapes.hpp"
#include "templates/suspicions.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The table of verbs. Whatever the template language does differently for one verb than for another
// is a member of its row. A member that is null or false means that this verb has nothing special
// there.
namespace baton::templates {

// One row: the syntax and the checks of a verb.
struct VerbSyntax {
  // The key of the verb in a step: "sleep".
  std::string_view name;
  // The keys of a step that are allowed only beside this verb and beside others that list them too.
  Words beside{};
  // The keys of the verb's own mapping, and of mappings inside it ("approve.by"). Null where there
  // is no such mapping, or where it may have any key.
  std::array<const KeyTable*, 5> keys{};

  // Reads the verb, whose value is at `cursor`. `fields` is the whole step, for the keys beside the
  // verb. Notes in `place` where parts stand that later checks ask for.
  core::Verb (*read)(Reader& reader, const Cursor& cursor, const Reader::Fields& fields,
                     const core::Step& step, StepPlace& place);

  // The names of the members of the step's output; nothing if they are not known. `operations` may
  // be null.
  std::optional<std::vector<std::string>> (*output_members)(const core::Verb& verb,
                                                            const core::Operations* operations);
  // What is wrong with a path that goes below a member of the output, that is, with its parts from
  // the fifth on: steps.NAME.output.MEMBER.PART. Nothing when nothing is known to be wrong.
  std::optional<Shapes::Fault> (*output_fault)(const core::Verb& verb,
                                               const cel::Path& path) = nullptr;
  // What is known of the values in the output once the step has succeeded.
  cel::Sketch (*output_sketch)(const core::Verb& verb) = nullptr;

  // Warns of what is valid and can hardly be meant.
  void (*suspect)(const Suspecting& suspecting, const core::Step& step,
                  const StepPlace& place) = nullptr;

  // True if the step ends in the moment in which it begins.
  bool instant = false;
};

// The row of one alternative of core::Verb. Each is declared here and defined in the file of its
// verb.
template <class Verb>
struct SyntaxFor;
template <>
struct SyntaxFor<core::DoAction> {
  static const VerbSyntax kRow;
};
template <>
struct SyntaxFor<core::Approve> {
  static const VerbSyntax kRow;
};
template <>
struct SyntaxFor<core::WaitEvent> {
  static const VerbSyntax kRow;
};
template <>
struct SyntaxFor<core::Sleep> {
  static const VerbSyntax kRow;
};
template <>
struct SyntaxFor<core::Emit> {
  static const VerbSyntax kRow;
};
template <>
struct SyntaxFor<core::SetValues> {
  static const VerbSyntax kRow;
};
template <>
struct SyntaxFor<core::PeopleTask> {
  static const VerbSyntax kRow;
};

template <>
struct SyntaxFor<core::RunWorkflow> {
  static const VerbSyntax kRow;
};

// All rows, in the order of the alternatives of core::Verb.
std::span<const VerbSyntax* const> verb_syntaxes();
// The row of this verb.
inline const VerbSyntax& syntax_of(const core::Verb& verb) {
  return *verb_syntaxes()[verb.index()];
}

// Reads the name of an operation: the value of `do`. Returns false if it is none.
bool read_action(Reader& reader, const Cursor& cursor, core::DoAction& action);

// The names of the members of a step's output; nothing if they are not known. `operations` may be
// null. The members of what a step with `each` gives are its items.
std::optional<std::vector<std::string>> output_members(const core::Step& step,
                                                       const core::Operations* operations);

// The site of a value with expressions in it that belongs to a step.
Site rendered_site(const core::Step& step);
// The site of one of its texts.
Site text_site(const core::Step& step);

}  // namespace baton::templates
