#include "context/run_history.hpp"

#include <algorithm>

namespace baton::context {
namespace {

const core::Template* template_of(const Sources& sources, int version) {
  const auto* found = sources.template_of ? sources.template_of(version) : nullptr;
  return found != nullptr ? found : sources.workflow;
}

}  // namespace

void known_by(Origin& origin, const JournalEntry* entry) {
  if (entry == nullptr) return;
  origin.at = entry->at;
  origin.actor = entry->actor;
  origin.event = entry->cause;
}

RunHistory::RunHistory(const Sources& sources) : sources_(sources), begun_by_(sources.workflow) {
  const core::Template* by = sources.workflow;
  for (const auto& entry : sources.journal) {
    for (const auto& transition : *entry.transitions) {
      if (const auto* started = std::get_if<core::RunStarted>(&transition))
        begun_by_ = by = template_of(sources, started->version);
      if (const auto* migrated = std::get_if<core::RunMigrated>(&transition))
        by = template_of(sources, migrated->version);
      if (std::holds_alternative<core::StepStarted>(transition) ||
          std::holds_alternative<core::ChildBegun>(transition) ||
          std::holds_alternative<core::StepSucceeded>(transition))
        done_by_[core::step_of(transition).name] = by;
    }
  }
}

const JournalEntry* RunHistory::last_entry_of(const core::StepRef& step) const {
  const JournalEntry* last = nullptr;
  for (const auto& entry : sources_.journal)
    for (const auto& transition : *entry.transitions)
      if (core::step_of(transition) == step) last = &entry;
  return last;
}

const core::Step* RunHistory::step_named(const std::string& name) const {
  return step_of_version(name, name);
}

std::optional<core::Step> RunHistory::undo_named(const std::string& name) const {
  constexpr std::string_view kUndo = ".undo";
  if (!name.ends_with(kUndo)) return std::nullopt;
  const auto undone = std::string_view(name).substr(0, name.size() - kUndo.size());
  const auto* step = step_of_version(undone, name);
  if (step == nullptr || !step->undo) return std::nullopt;
  return core::Step{name, step->undo->action};
}

const core::Step* RunHistory::step_of_version(std::string_view name,
                                              const std::string& done) const {
  const auto by = done_by_.find(done);
  const auto& steps = (by == done_by_.end() ? sources_.workflow : by->second)->steps;
  const auto found = std::find_if(steps.begin(), steps.end(),
                                  [name](const core::Step& one) { return one.name == name; });
  return found == steps.end() ? nullptr : &*found;
}

const JournalEntry* RunHistory::migration_that_gave(const std::string& input) const {
  const auto has = [&input](const auto& is) { return core::find(is.inputs, input) != nullptr; };
  if (last_of<core::RunStarted>(has)) return nullptr;
  return last_of<core::RunMigrated>(has).entry;
}

}  // namespace baton::context
