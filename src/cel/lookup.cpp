#include "baton/cel/lookup.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace baton::cel {
namespace {

constexpr int kSameForAll = 9;  // worse than any other

// How well a value tells runs apart by its name alone.
enum class Name { names_one, any, names_a_class };

// How well an equality tells runs apart: the less the better, what its members are called before
// where they come from.
using Rank = std::tuple<Name, int>;

Name name_of(const Path& path) {
  static constexpr std::array<std::string_view, 10> kOne{"id",    "key",  "uuid", "guid", "number",
                                                         "email", "hash", "iid",  "sha",  "token"};
  static constexpr std::array<std::string_view, 16> kClass{
      "status",   "state",    "stage",   "type",     "kind",    "category", "action",   "source",
      "priority", "severity", "channel", "currency", "country", "region",   "language", "approved"};
  const auto& last = path.back();
  const auto is_last = [&last](std::string_view name) { return last == name; };
  if (std::any_of(kClass.begin(), kClass.end(), is_last)) return Name::names_a_class;
  const bool ends_in_id = last.ends_with("_id") || last.ends_with("Id") || last.ends_with("_key") ||
                          last.ends_with("Key");
  return ends_in_id || std::any_of(kOne.begin(), kOne.end(), is_last) ? Name::names_one : Name::any;
}

// By where a value of the run comes from.
int origin(const Path& path) {
  static constexpr std::array<std::pair<std::string_view, int>, 5> kNames{
      {{"steps", 0}, {"trigger", 1}, {"inputs", 1}, {"context", 2}, {"run", 2}}};
  const auto second = path.size() > 1 ? std::string_view(path[1]) : std::string_view();
  if (path.front() == "run" && second == "id") return 0;
  if (path.front() == "run" && second == "key") return 1;
  if (path.front() == "trigger" && (second == "type" || second == "source")) return 3;
  const auto known = std::find_if(kNames.begin(), kNames.end(),
                                  [&](const auto& name) { return name.first == path.front(); });
  return known == kNames.end() ? kSameForAll : known->second;
}

// Of several values the best counts; one that is not the run's spoils them all, and none at all is
// a constant. A fact may be another one when the event comes.
std::optional<Rank> rank(const Expression& other) {
  if (other.reads_facts()) return std::nullopt;
  std::optional<Rank> best;
  for (const auto& path : other.reads()) {
    const auto from = origin(path);
    if (from == kSameForAll) return std::nullopt;
    const Rank one{name_of(path), from};
    best = best ? std::min(*best, one) : one;
  }
  return best;
}

// An equality is no more selective than the side that names a class: few values of the event are as
// few of the run.
std::optional<Rank> rank(const Equality& equality) {
  auto of_run = rank(*equality.other);
  if (!of_run) return std::nullopt;
  const auto of_event = name_of(equality.path);
  auto& name = std::get<Name>(*of_run);
  if (of_event == Name::names_a_class || (name == Name::any && of_event == Name::names_one))
    name = of_event;
  return of_run;
}

}  // namespace

std::optional<Equality> lookup(const Expression& condition) {
  std::optional<Equality> best;
  std::optional<Rank> best_rank;
  for (auto& equality : condition.equalities("event")) {
    const auto one = rank(equality);
    if (!one || (best_rank && *one >= *best_rank)) continue;
    best_rank = one;
    best = std::move(equality);
  }
  return best;
}

}  // namespace baton::cel
