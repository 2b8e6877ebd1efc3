#include "templates/draft.hpp"

#include <algorithm>

namespace baton::templates {

namespace {

// Depth first, each step once: a need that leads back into the way that is being walked closes a cycle.
class CycleSearch {
 public:
  CycleSearch(Reader& reader, const Draft& draft)
      : reader_(reader), draft_(draft), marks_(draft.workflow.steps.size(), Mark::fresh) {}

  void run() {
    for (std::size_t step = 0; step < marks_.size(); ++step) visit(step);
  }

 private:
  enum class Mark { fresh, open, done };

  // As deep as the longest chain of needs, which kStepsMax bounds.
  void visit(std::size_t step) {
    if (marks_[step] != Mark::fresh) return;
    marks_[step] = Mark::open;
    way_.push_back(step);
    const auto& needs = draft_.workflow.steps[step].needs;
    for (std::size_t i = 0; i < needs.size(); ++i) {
      const auto need = draft_.find_step(needs[i]);
      if (!need) continue;
      if (marks_[*need] == Mark::open) report(*need, draft_.places[step].needs[i]);
      visit(*need);
    }
    way_.pop_back();
    marks_[step] = Mark::done;
  }

  void report(std::size_t begin, const Cursor& need) {
    std::string path;
    for (auto at = std::find(way_.begin(), way_.end(), begin); at != way_.end(); ++at)
      path += draft_.workflow.steps[*at].name + " → ";
    reader_.error("ref/cycle", "steps need each other in a circle: " + path + draft_.workflow.steps[begin].name, need,
                  "remove one of these needs");
  }

  Reader& reader_;
  const Draft& draft_;
  std::vector<Mark> marks_;
  std::vector<std::size_t> way_;
};

}  // namespace

void check_needs(Reader& reader, const Draft& draft) {
  const auto names = draft.step_names();
  for (std::size_t step = 0; step < draft.workflow.steps.size(); ++step) {
    const auto& needs = draft.workflow.steps[step].needs;
    for (std::size_t i = 0; i < needs.size(); ++i) {
      const auto& place = draft.places[step].needs[i];
      if (!draft.find_step(needs[i])) {
        reader.error("ref/unknown-step", "unknown step \"" + needs[i] + "\" in needs", place,
                     core::did_you_mean(needs[i], names));
      } else if (std::find(needs.begin(), needs.begin() + static_cast<std::ptrdiff_t>(i), needs[i]) !=
                 needs.begin() + static_cast<std::ptrdiff_t>(i)) {
        reader.error("ref/repeated-need", "\"" + needs[i] + "\" is in needs twice", place, "remove one");
      }
    }
  }
  CycleSearch(reader, draft).run();
}

std::vector<std::set<std::size_t>> before(const Draft& draft) {
  const auto& steps = draft.workflow.steps;
  std::vector<std::set<std::size_t>> before(steps.size());
  for (std::size_t step = 0; step < steps.size(); ++step) {
    std::vector<std::size_t> open{step};
    while (!open.empty()) {
      const auto current = open.back();
      open.pop_back();
      for (const auto& need : steps[current].needs) {
        const auto found = draft.find_step(need);
        if (found && before[step].insert(*found).second) open.push_back(*found);
      }
    }
  }
  return before;
}

}  // namespace baton::templates
