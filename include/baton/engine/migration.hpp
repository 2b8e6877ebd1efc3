#pragma once

#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/engine/plan.hpp"

#include <optional>
#include <string>
#include <vector>

// What it would mean to migrate a run: to have it go on with another version of its workflow.
// People look at this before they ask for it. All functions are pure; any thread may call them.
// engine::migrate() in decide.hpp migrates the run.
namespace baton::engine {

// A step whose definition differs between the two versions, and the keys of the template that
// differ, such as "when".
struct ChangedStep {
  std::string step;
  std::vector<std::string> keys;
};

// One reason why a run cannot be migrated. `step`: the step that it is about; empty if it is about
// the run as a whole.
struct MigrationConflict {
  std::string step;
  std::string message;
  // Both, for people: "step \"legal\": it is mandatory, and version 2 does not have it".
  std::string text() const { return step.empty() ? message : "step \"" + step + "\": " + message; }
};

// What a migration from one version to another does to each step, by name. The names are in the
// order of the new plan; those of dropped steps are in the order of the old one. Steps that undo
// others are not listed.
struct Migration {
  int from = 0;
  int to = 0;
  std::vector<std::string> kept{};     // Steps that have ended, and stay as they are.
  std::vector<std::string> open{};     // Steps that are under way, and go on.
  std::vector<ChangedStep> changed{};  // Steps that follow another definition from now on.
  std::vector<std::string> added{};    // Steps that only the new version has.
  std::vector<std::string> dropped{};  // Steps that only the old version has.
  // Steps that did not succeed and do something else in the new version. They stay as they are.
  // When they are tried again, they begin under a new key and with a new input.
  std::vector<std::string> renewed{};
  // Steps that have not begun although everything that they need has ended. They begin at once,
  // unless their `when` or their gate holds them back, or the run is paused or waits for a place.
  // Empty while there are conflicts.
  std::vector<std::string> next{};
  // The new values of inputs, by name: those of inputs that the run does not have yet, and those
  // whose type changes. Null if there are none.
  core::Json inputs{};
  // Why the run cannot be migrated: first what is about the run, then what is about its steps.
  // Empty if it can be migrated.
  std::vector<MigrationConflict> conflicts{};
};

// What it would mean to migrate a run from the version `from` to the version `to` of the same
// workflow. A step that is under way goes on with what it began with, so its definition must be the
// same in both versions, except for words, `undo` and `mandatory`. A step that has not begun
// follows the new version. A step that is mandatory in the old version must be mandatory in the new
// one.
Migration migration(const Plan& from, const Plan& to, const core::Run& run);

// Why the run cannot be migrated, as one error that names all conflicts; nullopt if it can.
// Errc::conflict.
std::optional<core::Error> unmigratable(const Migration& migration);

}  // namespace baton::engine
