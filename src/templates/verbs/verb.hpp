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
// is a member of its row; a member that is null or false is what most verbs do not have.
namespace baton::templates {

struct VerbSyntax {
  std::string_view name;
  // The keys of a step that mean something beside this verb, and beside others that list them too.
  Words beside{};
  // The keys of its mapping, and of one inside it ("approve.by"); null where there is none, or
  // where any key is taken.
  std::array<const KeyTable*, 2> keys{};

  // Reads the value `cursor`. `fields`: the whole step, for the keys beside the verb.
  core::Verb (*read)(Reader& reader, const Cursor& cursor, const Reader::Fields& fields,
                     const core::Step& step, StepPlace& place);

  // The members of its step's output; nothing if they are not known. `operations` may be null.
  std::optional<std::vector<std::string>> (*output_members)(const core::Verb& verb,
                                                            const core::Operations* operations);
  // What is wrong with the part of a path that lies below a member of the output: the fifth of
  // steps.NAME.output.MEMBER.….
  std::optional<Shapes::Fault> (*output_fault)(const core::Verb& verb,
                                               const cel::Path& path) = nullptr;
  // What is known of the values in its output once it has succeeded.
  cel::Sketch (*output_sketch)() = nullptr;

  // Warns of what is right by the letter and can hardly be meant.
  void (*suspect)(const Suspecting& suspecting, const core::Step& step,
                  const StepPlace& place) = nullptr;

  bool instant = false;  // it ends when it begins
};

// The row of a verb of core::Verb. Each is declared here, and defined in the file of its verb.
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

// All rows, in the order of core::Verb.
std::span<const VerbSyntax* const> verb_syntaxes();
inline const VerbSyntax& syntax_of(const core::Verb& verb) {
  return *verb_syntaxes()[verb.index()];
}

// The site of a value with expressions that belongs to a step.
Site rendered_site(const core::Step& step);

}  // namespace baton::templates
