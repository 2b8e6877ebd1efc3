#pragma once

#include "baton/context/provenance.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace baton::context {

// An entry of the journal, and the transition in it that was looked for. Borrowed from the journal.
template <class Transition>
struct Happened {
  const JournalEntry* entry = nullptr;
  const Transition* transition = nullptr;
  explicit operator bool() const { return transition != nullptr; }
};

// Says in `origin` that its value became known by this entry: when, and by whose event. null: it
// never did, and nothing is said.
void known_by(Origin& origin, const JournalEntry* entry);

// What the journal of a run says: which transition of a kind was the last, and by which version of
// its workflow the run began and did each step. A run that was migrated keeps the values that an
// earlier version gave it. Borrows the sources. Pure; any thread.
class RunHistory {
 public:
  explicit RunHistory(const Sources& sources);

  // The last transition of a kind for which a condition holds.
  template <class Transition, class Holds>
  Happened<Transition> last_of(Holds holds) const {
    Happened<Transition> found;
    for (const auto& entry : sources_.journal) {
      for (const auto& transition : *entry.transitions) {
        const auto* is = std::get_if<Transition>(&transition);
        if (is != nullptr && holds(*is)) found = {&entry, is};
      }
    }
    return found;
  }
  // The last transition of a kind.
  template <class Transition>
  Happened<Transition> last_of() const {
    return last_of<Transition>([](const Transition&) { return true; });
  }
  // The last transition of a kind that is about this step or item.
  template <class Transition>
  Happened<Transition> last_of_step(const core::StepRef& step) const {
    return last_of<Transition>([&step](const Transition& is) { return is.step == step; });
  }
  // The last entry that has a transition about this step or item; null if there is none.
  const JournalEntry* last_entry_of(const core::StepRef& step) const;

  // The version of the template by which the run began.
  const core::Template& begun_by() const { return *begun_by_; }
  // A step of the version by which it was done last, or of the present version if it was not done;
  // null if that version does not have it.
  const core::Step* step_named(const std::string& name) const;
  // What undoes a step, as a step of its own, by its name ("ticket.undo"); nullopt if that version
  // has nothing of that name.
  std::optional<core::Step> undo_named(const std::string& name) const;
  // The entry of the migration by which the run got an input that it did not start with; null if
  // it started with it.
  const JournalEntry* migration_that_gave(const std::string& input) const;

 private:
  // The step `name` of the version by which `done` was done last, or of the present version.
  const core::Step* step_of_version(std::string_view name, const std::string& done) const;

  const Sources& sources_;
  const core::Template* begun_by_;
  std::map<std::string, const core::Template*, std::less<>> done_by_{};  // by the name of a step
};

}  // namespace baton::context
