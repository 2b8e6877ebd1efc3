#include "templates/verbs/verb.hpp"

#include <array>

namespace baton::templates {

namespace {

template <class Verbs>
struct Table;
template <class... Verbs>
struct Table<std::variant<Verbs...>> {
  static constexpr std::array<const VerbSyntax*, sizeof...(Verbs)> kRows{
      &SyntaxFor<Verbs>::kRow...};
};

}  // namespace

std::span<const VerbSyntax* const> verb_syntaxes() { return Table<core::Verb>::kRows; }

}  // namespace baton::templates
