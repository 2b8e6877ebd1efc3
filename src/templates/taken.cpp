#include "templates/taken.hpp"

#include <charconv>

namespace baton::templates {

namespace {

std::vector<Taken> by_wait(const TemplateDraft& draft, const std::string& name) {
  const auto step = draft.find_step(name);
  const auto* wait =
      step ? std::get_if<core::WaitEvent>(&draft.workflow.steps[*step].verb) : nullptr;
  if (wait == nullptr) return {};
  return {{wait->event, wait->from}};
}

// The trigger in which an expression stands, found by its JSON pointer "/on/2/when".
std::vector<Taken> by_trigger_at(const TemplateDraft& draft, std::string_view pointer) {
  constexpr std::string_view kTriggers = "/on/";
  if (!pointer.starts_with(kTriggers)) return {};
  const auto number = pointer.substr(kTriggers.size());
  std::size_t at = 0;
  if (std::from_chars(number.data(), number.data() + number.size(), at).ec != std::errc())
    return {};
  if (at >= draft.workflow.triggers.size()) return {};
  return {{draft.workflow.triggers[at].event, draft.workflow.triggers[at].from}};
}

}  // namespace

TakenEvent taken_event(const TemplateDraft& draft, const Site& site, const cel::Path& path) {
  if (path.empty()) return {};
  if (path[0] == "event") {
    if (site.scope == ScopeKind::trigger) return {by_trigger_at(draft, site.cursor.pointer), 1};
    return {by_wait(draft, site.step), 1};
  }
  if (path[0] == "trigger") {
    TakenEvent event{{}, 1};
    for (const auto& trigger : draft.workflow.triggers)
      event.by.push_back({trigger.event, trigger.from});
    return event;
  }
  if (path.size() < 4 || path[0] != "steps" || path[2] != "output" || path[3] != "event") return {};
  return {by_wait(draft, path[1]), 4};
}

}  // namespace baton::templates
