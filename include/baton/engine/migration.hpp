#pragma once

#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/engine/plan.hpp"

#include <optional>
#include <string>
#include <vector>

// What it means for a run to go on by another version of its workflow, for a person to see before
// they say so. All functions are pure; any thread may call them. engine::migrate() does it.
namespace baton::engine {

// A step that says something else in the other version, and the keys of the template in which it
// does, such as "when".
struct ChangedStep {
  std::string step;
  std::vector<std::string> keys;
};

// Why a run cannot go on by the other version. `step`: the step that is in the way; empty: the run
// as a whole is.
struct MigrationConflict {
  std::string step;
  std::string message;
};

// The way of a run from one version to another: names of steps, in the order of the new plan, and
// those that it does not have in the order of the old one. What undoes steps is not among them.
struct Migration {
  int from = 0;
  int to = 0;
  std::vector<std::string> kept{};     // Those that have ended, and stay as they ended.
  std::vector<std::string> open{};     // Those that are under way, and go on as they are.
  std::vector<ChangedStep> changed{};  // Those for which the new definition counts from now on.
  std::vector<std::string> added{};    // Those that only the new version has.
  std::vector<std::string> dropped{};  // Those that only the old version has.
  // Those that did not succeed and do something else in the new version. They stay as they ended;
  // when they are tried again they begin under a new key and with a new input.
  std::vector<std::string> renewed{};
  // Of those that have not begun: those for which all that they need has ended. They begin at once,
  // unless their `when` or their gate says otherwise, or the run is paused. Empty while there are
  // conflicts.
  std::vector<std::string> next{};
  // The inputs that the run gets a value for, or one of another type, by name; null: none.
  core::Json inputs{};
  // Why it cannot be done; empty: it can. The order is that of the steps, the run first.
  std::vector<MigrationConflict> conflicts{};
};

// How a run of `from` would go on by `to`, another version of the same workflow. A step that has
// begun keeps what it has, so it must say the same in both versions, but for words, its `undo` and
// `mandatory`; a step that has not begun follows the new version in all things. A step that is
// mandatory in the old version must be so in the new one.
Migration migration(const Plan& from, const Plan& to, const core::Run& run);

// Why the run cannot be migrated, as one error that names all conflicts; nullopt if it can.
// Errc::conflict.
std::optional<core::Error> unmigratable(const Migration& migration);

}  // namespace baton::engine
