#include "templates/taken.hpp"

#include <charconv>
#include <string_view>

namespace baton::templates {

namespace {

const core::WaitEvent* wait_of(const PartialTemplate& partial, const std::string& name) {
  const auto step = partial.find_step(name);
  return step ? std::get_if<core::WaitEvent>(&partial.workflow.steps[*step].verb) : nullptr;
}

// The events that a wait takes: all of them, or that of this name.
std::vector<Taken> by_wait(const core::WaitEvent* wait, std::string_view name = {}) {
  std::vector<Taken> taken;
  if (wait == nullptr) return taken;
  for (const auto& awaited : wait->events) {
    if (name.empty() || awaited.name == name) taken.push_back({awaited.event, awaited.from});
  }
  return taken;
}

// The event of a wait in whose condition an expression stands, found by its JSON pointer
// "/steps/answer/wait/any/done/when".
std::vector<Taken> by_wait_at(const core::WaitEvent* wait, std::string_view pointer) {
  if (wait == nullptr || !wait->named()) return by_wait(wait);
  const auto end = pointer.rfind('/');
  const auto begin = pointer.rfind('/', end - 1);
  return by_wait(wait, pointer.substr(begin + 1, end - begin - 1));
}

// The trigger in which an expression stands, found by its JSON pointer "/on/2/when".
std::vector<Taken> by_trigger_at(const PartialTemplate& partial, std::string_view pointer) {
  constexpr std::string_view kTriggers = "/on/";
  if (!pointer.starts_with(kTriggers)) return {};
  const auto number = pointer.substr(kTriggers.size());
  std::size_t at = 0;
  if (std::from_chars(number.data(), number.data() + number.size(), at).ec != std::errc())
    return {};
  if (at >= partial.workflow.triggers.size()) return {};
  return {{partial.workflow.triggers[at].event, partial.workflow.triggers[at].from}};
}

}  // namespace

TakenEvent taken_event(const PartialTemplate& partial, const Site& site, const cel::Path& path) {
  if (path.empty()) return {};
  if (path[0] == "event") {
    if (site.scope == ScopeKind::trigger) return {by_trigger_at(partial, site.cursor.pointer), 1};
    return {by_wait_at(wait_of(partial, site.step), site.cursor.pointer), 1};
  }
  if (path[0] == "trigger") {
    TakenEvent event{{}, 1};
    for (const auto& trigger : partial.workflow.triggers)
      event.by.push_back({trigger.event, trigger.from});
    return event;
  }
  if (path.size() < 4 || path[0] != "steps" || path[2] != "output") return {};
  const auto* wait = wait_of(partial, path[1]);
  if (wait != nullptr && wait->all) return {by_wait(wait, path[3]), 4};
  return path[3] == "event" ? TakenEvent{by_wait(wait), 4} : TakenEvent{};
}

}  // namespace baton::templates
