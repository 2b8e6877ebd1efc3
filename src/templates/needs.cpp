#include "templates/partial_template.hpp"

#include <algorithm>
#include <bitset>
#include <unordered_map>

namespace baton::templates {

namespace {

// For each step and each of its needs, the index of the step that the need names; unset when there
// is no such step.
using NeedIndexes = std::vector<std::vector<std::optional<std::size_t>>>;

NeedIndexes find_needs(const PartialTemplate& partial) {
  const auto& steps = partial.workflow.steps;
  std::unordered_map<std::string_view, std::size_t> numbers;
  for (std::size_t step = 0; step < steps.size(); ++step) {
    numbers.emplace(steps[step].name, step);
    if (!partial.places[step].meant.empty()) numbers.emplace(partial.places[step].meant, step);
  }
  NeedIndexes found(steps.size());
  for (std::size_t step = 0; step < steps.size(); ++step) {
    for (const auto& need : steps[step].needs) {
      const auto at = numbers.find(need);
      found[step].push_back(at == numbers.end() ? std::nullopt : std::optional(at->second));
    }
  }
  return found;
}

// Walks the needs depth first and visits each step once. A need that leads back to a step of the
// current way closes a cycle.
class CycleSearch {
 public:
  CycleSearch(Reader& reader, const PartialTemplate& partial, const NeedIndexes& found)
      : reader_(reader),
        partial_(partial),
        found_(found),
        marks_(partial.workflow.steps.size(), Mark::fresh) {}

  void run() {
    for (std::size_t step = 0; step < marks_.size(); ++step) visit(step);
  }

 private:
  // fresh: not visited yet; open: on the current way; done: visited with all that it needs.
  enum class Mark { fresh, open, done };

  // Recurses as deep as the longest chain of needs, which kStepsMax bounds.
  void visit(std::size_t step) {
    if (marks_[step] != Mark::fresh) return;
    marks_[step] = Mark::open;
    way_.push_back(step);
    for (std::size_t i = 0; i < found_[step].size(); ++i) {
      const auto need = found_[step][i];
      if (!need) continue;
      if (marks_[*need] == Mark::open) report(*need, partial_.places[step].needs[i]);
      visit(*need);
    }
    way_.pop_back();
    marks_[step] = Mark::done;
  }

  void report(std::size_t begin, const Cursor& need) {
    std::string path;
    for (auto at = std::find(way_.begin(), way_.end(), begin); at != way_.end(); ++at)
      path += partial_.workflow.steps[*at].name + " → ";
    reader_.error(
        "ref/cycle",
        "steps need each other in a circle: " + path + partial_.workflow.steps[begin].name, need,
        "remove one of these needs");
  }

  Reader& reader_;
  const PartialTemplate& partial_;
  const NeedIndexes& found_;
  std::vector<Mark> marks_;
  std::vector<std::size_t> way_;  // the steps from where the walk began to where it is
};

}  // namespace

void check_needs(Reader& reader, const PartialTemplate& partial) {
  const auto names = partial.step_names();
  const auto found = find_needs(partial);
  for (std::size_t step = 0; step < partial.workflow.steps.size(); ++step) {
    const auto& needs = partial.workflow.steps[step].needs;
    std::bitset<core::kStepsMax> seen;
    for (std::size_t i = 0; i < needs.size(); ++i) {
      const auto& place = partial.places[step].needs[i];
      if (!found[step][i]) {
        reader.error("ref/unknown-step", "unknown step \"" + needs[i] + "\" in needs", place,
                     core::did_you_mean(needs[i], names));
      } else if (seen.test(*found[step][i])) {
        reader.error("ref/repeated-need", "\"" + needs[i] + "\" is in needs twice", place,
                     "remove one");
      } else {
        seen.set(*found[step][i]);
      }
    }
  }
  CycleSearch(reader, partial, found).run();
}

// Warshall's algorithm: whoever comes after a step comes after everything that is before that step.
std::vector<std::set<std::size_t>> before(const PartialTemplate& partial) {
  const auto found = find_needs(partial);
  std::vector<std::bitset<core::kStepsMax>> rows(found.size());
  for (std::size_t step = 0; step < found.size(); ++step) {
    for (const auto need : found[step])
      if (need) rows[step].set(*need);
  }
  for (std::size_t middle = 0; middle < rows.size(); ++middle) {
    for (auto& row : rows)
      if (row.test(middle)) row |= rows[middle];
  }
  std::vector<std::set<std::size_t>> before(rows.size());
  const auto& steps = partial.workflow.steps;
  for (std::size_t step = 0; step < rows.size(); ++step) {
    for (std::size_t other = 0; other < rows.size(); ++other)
      if (rows[step].test(other) || (steps[step].on_failure && !steps[other].on_failure))
        before[step].insert(before[step].end(), other);
  }
  return before;
}

}  // namespace baton::templates
