#include "baton/cel/lookup.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::cel {
namespace {

constexpr int kSameForAll = 9;  // worse than any other

// How well a value of the run tells runs apart: the less the better.
int rank(const Path& path) {
  static constexpr std::array<std::pair<std::string_view, int>, 5> kNames{
      {{"steps", 0}, {"trigger", 1}, {"inputs", 1}, {"context", 2}, {"run", 2}}};
  const auto second = path.size() > 1 ? std::string_view(path[1]) : std::string_view();
  if (path.front() == "run" && second == "id") return 0;
  if (path.front() == "run" && second == "key") return 1;
  if (path.front() == "trigger" && (second == "type" || second == "source")) return 3;
  const auto known = std::find_if(kNames.begin(), kNames.end(), [&](const auto& name) { return name.first == path.front(); });
  return known == kNames.end() ? kSameForAll : known->second;
}

// Of several values the best counts; one that is not the run's spoils them all.
int rank(const Expression& other) {
  int best = kSameForAll;
  for (const auto& path : other.reads()) {
    const int one = rank(path);
    if (one == kSameForAll) return kSameForAll;
    best = std::min(best, one);
  }
  return best;
}

}  // namespace

std::optional<Equality> lookup(const Expression& condition) {
  std::optional<Equality> best;
  int best_rank = kSameForAll;
  for (auto& equality : condition.equalities("event")) {
    const int one = rank(*equality.other);
    if (one >= best_rank) continue;
    best_rank = one;
    best = std::move(equality);
  }
  return best;
}

}  // namespace baton::cel
