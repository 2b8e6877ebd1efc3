#include "engine/verbs/verb.hpp"

#include <array>
#include <type_traits>

namespace baton::engine {

namespace {

// The rows of all verbs, in the order of the variant.
template <class Verbs>
struct Table;
template <class... PlanVerbs>
struct Table<std::variant<PlanVerbs...>> {
  static constexpr std::array<const VerbRow*, sizeof...(PlanVerbs)> kRows{&PlanVerbs::kRow...};
  // The verbs of core::Verb from which these are compiled.
  using Specs = std::variant<std::remove_cvref_t<decltype(*PlanVerbs::spec)>...>;
};

static_assert(std::is_same_v<Table<PlanVerb>::Specs, core::Verb>,
              "PlanVerb has an alternative for each verb of core::Verb, in the same order");

}  // namespace

const VerbRow& verb_row(std::size_t index) { return *Table<PlanVerb>::kRows[index]; }

}  // namespace baton::engine
