#include "baton/engine/fact_readers.hpp"

#include "baton/cel/uses.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {

namespace {

enum class Reading { none, computed, named };

Reading reading_of(const ExpressionPtr& expression, std::string_view fact) {
  if (!expression || !expression->reads_facts()) return Reading::none;
  const auto named = cel::named_facts(*expression);
  if (named.empty()) return Reading::computed;
  const bool it = std::any_of(named.begin(), named.end(),
                              [fact](const cel::NamedFact& one) { return one.name == fact; });
  return it ? Reading::named : Reading::none;
}

Reading reading_of(const DocumentPtr& document, std::string_view fact) {
  auto found = Reading::none;
  if (!document) return found;
  for (const auto& hole : document->holes())
    found = std::max(found, reading_of(hole.expression, fact));
  return found;
}

class FactReaders {
 public:
  FactReaders(std::string_view fact, std::vector<FactReader>& found) : fact_(fact), found_(found) {}

  // Adds a place if one of what it asks reads the fact.
  template <class... Asked>
  bool add(std::string step, std::string_view place, const Asked&... asked) {
    const auto reading = std::max({Reading::none, reading_of(asked, fact_)...});
    return note(std::move(step), place, reading);
  }

  void add(const PlanStep& step) {
    const auto& name = step.ref.name;
    add(name, "gate", step.gate);
    add(name, "when", step.when);
    if (step.sla) add(name, "sla", step.sla->pause_while);
    auto rest = Reading::none;
    for (const auto& expression : step.expressions)
      if (expression != step.gate && expression != step.when)
        rest = std::max(rest, reading_of(expression, fact_));
    note(name, "step", rest);
  }

 private:
  bool note(std::string step, std::string_view place, Reading reading) {
    if (reading == Reading::none) return false;
    found_.push_back({std::move(step), place, reading == Reading::named});
    return true;
  }

  std::string_view fact_;
  std::vector<FactReader>& found_;
};

}  // namespace

std::vector<FactReader> fact_readers(const Plan& plan, std::string_view fact) {
  std::vector<FactReader> found;
  FactReaders readers(fact, found);
  for (const auto& trigger : plan.triggers()) {
    if (readers.add({}, "trigger", trigger.when, trigger.key, trigger.inputs, trigger.debounce,
                    trigger.throttle))
      break;
  }
  readers.add({}, "concurrency", plan.slot_key());
  readers.add({}, "context", plan.context());
  readers.add({}, "due", plan.due());
  for (const auto& step : plan.steps()) readers.add(step);
  readers.add({}, "outputs", plan.outputs());
  return found;
}

}  // namespace baton::engine
