#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/core/template.hpp"
#include "baton/core/time.hpp"
#include "baton/core/transition.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Where a value of a run comes from. It is computed from the journal and the template, which are
// stored anyway, so that nothing is kept twice. Pure; any thread.
namespace baton::context {

// The kinds of places that a value can come from.
enum class OriginKind {
  // The event that started the run, or one that a step waited for.
  event,
  // An expression of the template; `from` says what it read.
  expression,
  // The template says it, without an expression.
  constant,
  // It was given when the run was started by hand.
  given,
  // The default value of an input.
  default_value,
  // An action of a step: another system answered it.
  action,
  // A person decided or filled it in.
  person,
  // A fact, as it was when it was read.
  fact,
  // Another run: the one that began this run, or one that a step of this run has begun.
  run,
  // How the run itself goes on: the status of a step, a time, the name of the run.
  state,
};
// The stable word of a kind, "expression".
std::string_view to_text(OriginKind kind);

// A path to a value: {"steps", "ticket", "output", "key"}.
using Path = std::vector<std::string>;

// Where one value comes from, and what that came from.
struct Origin {
  // The path to the value.
  Path path{};
  // The value as it is now; null if there is none, and if the values before it fill a page.
  core::Json value{};
  // The kind of place that it comes from.
  OriginKind kind = OriginKind::state;
  // The text of the template that gives it; empty if none does.
  std::string written{};
  // The step that brought it; may be empty.
  std::string step{};
  // "jira.create_issue", of an action; "budget", of a fact; may be empty.
  std::string of{};
  // When it became known, in wall time; unset if it never did.
  std::optional<core::Time> at{};
  // Who sent the event by which it became known, or who decided; nobody if that is not known.
  core::Actor actor{};
  // That event; unset if it is not in the log.
  core::EventId event{};
  // The run that it comes from, of OriginKind::run.
  core::RunId run{};
  // What was read to make it.
  std::vector<Origin> from{};
};

// One entry of a journal. The transitions are borrowed.
struct JournalEntry {
  // When it happened, in wall time.
  core::Time at{};
  // The event that caused it; unset if it is not in the log.
  core::EventId cause{};
  // Who sent that event.
  core::Actor actor{};
  // What happened, in order.
  const std::vector<core::Transition>* transitions = nullptr;
};

// The paths that the expressions in a part of a template read.
using ReadsOf = std::function<std::vector<Path>(const core::Json& written)>;

// The template of a version of the run's workflow, which stays as long as the sources; null if it
// is not known.
using TemplateOf = std::function<const core::Template*(int version)>;

// What provenance is computed from. Run and templates are borrowed.
struct Sources {
  // The run, as its journal leads to it.
  const core::Run* run = nullptr;
  // The version of the template that it has now.
  const core::Template* workflow = nullptr;
  // The whole journal of the run, the oldest entry first.
  std::vector<JournalEntry> journal{};
  // Finds the paths that a part of the template reads.
  ReadsOf reads_of{};
  // Finds the versions that the run had before it was migrated. Empty: `workflow` stands for them.
  TemplateOf template_of{};
};

// How many times the origin of an origin is looked up.
inline constexpr std::size_t kOriginDepthMax = 16;

// Where the value at a path comes from: "trigger", "inputs.NAME", "context.NAME",
// "steps.NAME.input", "steps.NAME.output", "outputs.NAME", each with members behind it.
// Errc::not_found if the run has no such value.
core::Result<Origin> origin_of(const Sources& sources, const Path& path);

// The paths to the values in the input and the output of a step, at most `most`. Objects and lists
// are left out: their members stand for them.
std::vector<Path> paths_of_step(const core::Run& run, std::string_view step, std::size_t most);
// The same for the inputs, the context and the outputs of a run.
std::vector<Path> paths_of_run(const core::Run& run, std::size_t most);

// Reads "steps.ticket.output.key". Members of lists are numbers, "inputs.contacts.0" or
// "inputs.contacts[0]", and any name may stand in brackets: inputs.prices["a.b"].
Path parse_path(std::string_view text);
// The text from which parse_path() reads the path. Names with dots, brackets or quotes stand in
// brackets.
std::string to_text(const Path& path);

// An origin as the API shows it: schema `Origin` of docs/openapi.yaml.
core::Json to_json(const Origin& origin);

}  // namespace baton::context
