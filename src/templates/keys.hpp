#pragma once

#include "baton/core/schedule.hpp"
#include "baton/core/template.hpp"
#include "templates/synonyms.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

// The keys of the template language, except those inside a verb, which stand in the verb's own file
// (verbs/). The reader knows no others, and a test compares the published JSON Schema with these
// tables.
namespace baton::templates {

using Words = std::span<const std::string_view>;

// The keys that one kind of mapping may have.
struct KeyTable {
  // What the mapping is, for messages: "a step".
  std::string_view what;
  Words keys;
  // Words of other languages, for "did you mean".
  std::span<const Synonym> synonyms{};
  // What to write before and after a value that stands in place of the mapping: for `sleep: 5m` the
  // hint is "write sleep: { for: 5m }". Empty: no such hint is given.
  std::string_view alone{};
  std::string_view alone_end{};
};

namespace words {

inline constexpr std::array<std::string_view, 17> kWorkflow{
    "workflow", "title",      "description", "goal",     "labels",  "roles",
    "calendar", "only_with",  "on",          "inputs",   "context", "steps",
    "outputs",  "on_failure", "concurrency", "priority", "due"};
inline constexpr std::array<std::string_view, 4> kRoles{"accountable", "responsible", "consulted",
                                                        "informed"};
inline constexpr std::array<std::string_view, 3> kConcurrency{"key", "limit", "when_full"};
// Of one of the events that the context hears.
inline constexpr std::array<std::string_view, 3> kHeard{"event", "from", "when"};
// In the order of core::Concurrency::WhenFull.
inline constexpr std::array<std::string_view, 4> kWhenFull{"queue", "reject", "replace", "join"};
inline constexpr std::array<std::string_view, 2> kOnFailure{"undo", "steps"};
inline constexpr std::array<std::string_view, 4> kUndo{"do", "with", "retry", "timeout"};
inline constexpr std::array<std::string_view, 10> kTrigger{
    "event", "schedule", "window", "threshold", "from",
    "when",  "key",      "inputs", "debounce",  "throttle"};
inline constexpr std::array<std::string_view, 10> kWindow{
    "event",    "from",     "when",     "by",          "within",
    "distinct", "at_least", "sequence", "again_after", "late"};
inline constexpr std::array<std::string_view, 5> kWindowEvent{"event", "from", "when", "absent",
                                                              "for"};
inline constexpr std::array<std::string_view, 12> kThreshold{
    "event",    "from", "when",  "by",    "value",       "aggregate",
    "at_least", "over", "above", "below", "again_after", "late"};
inline constexpr std::array<std::string_view, 2> kBound{"times", "of"};
inline constexpr std::array<std::string_view, 3> kBaseline{"aggregate", "over", "at_least"};
inline constexpr std::array<std::string_view, 3> kDebounce{"key", "quiet", "at_most"};
inline constexpr std::array<std::string_view, 3> kThrottle{"key", "limit", "per"};
inline constexpr std::array<std::string_view, 3> kSchedule{"cron", "timezone", "misfire"};
inline constexpr std::array<std::string_view, 4> kInput{"type", "enum", "default", "description"};
inline constexpr auto& kVerbs = core::kVerbNames;
inline constexpr std::array<std::string_view, 18> kModifiers{
    "each",   "parallel", "fail_fast", "detach",   "needs", "when",
    "gate",   "retry",    "timeout",   "on_error", "title", "team",
    "labels", "calendar", "join",      "undo",     "sla",   "mandatory"};
// All keys of a step: the verbs, `with` behind `do`, and the keys that any step may have.
inline constexpr auto kStep = [] {
  std::array<std::string_view, kVerbs.size() + 1 + kModifiers.size()> step{};
  auto at = step.begin();
  for (const auto verb : kVerbs) {
    *at++ = verb;
    if (verb == core::DoAction::kName) *at++ = "with";
  }
  std::copy(kModifiers.begin(), kModifiers.end(), at);
  return step;
}();
inline constexpr std::array<std::string_view, 5> kSla{"goal", "due", "late", "pause_while",
                                                      "calendar"};
inline constexpr std::array<std::string_view, 3> kSlaMark{"after", "step", "notice"};
inline constexpr std::array<std::string_view, 3> kGate{"open", "within", "otherwise"};
inline constexpr std::array<std::string_view, 5> kRetry{"attempts", "initial", "factor", "max",
                                                        "for"};
inline constexpr std::array<std::string_view, 6> kInputTypes{"string",  "number", "integer",
                                                             "boolean", "object", "list"};
inline constexpr std::array<std::string_view, 3> kOtherwise{"fail", "skip", "proceed"};
inline constexpr auto& kMisfire = core::kMisfireNames;
// In the order of core::Join.
inline constexpr std::array<std::string_view, 3> kJoin{"all", "any", "always"};
inline constexpr std::array<std::string_view, 3> kOnError{"fail", "continue", "pause"};

}  // namespace words

inline constexpr KeyTable kWorkflowKeys{"a workflow", words::kWorkflow, synonyms::kWorkflow};
inline constexpr KeyTable kRolesKeys{"roles", words::kRoles, synonyms::kRoles, "accountable: "};
inline constexpr KeyTable kTriggerKeys{"a trigger", words::kTrigger, synonyms::kTrigger, "event: "};
inline constexpr KeyTable kWindowKeys{"window", words::kWindow, synonyms::kWindow};
inline constexpr KeyTable kWindowEventKeys{
    "an event of a sequence", words::kWindowEvent, {}, "event: "};
inline constexpr KeyTable kThresholdKeys{"threshold", words::kThreshold, synonyms::kThreshold};
inline constexpr KeyTable kBoundKeys{"a bound", words::kBound};
inline constexpr KeyTable kBaselineKeys{"a baseline", words::kBaseline};
inline constexpr KeyTable kDebounceKeys{"debounce", words::kDebounce, synonyms::kDebounce,
                                        "key: event.data.id, quiet: "};
inline constexpr KeyTable kThrottleKeys{"throttle", words::kThrottle, synonyms::kThrottle};
inline constexpr KeyTable kScheduleKeys{"schedule", words::kSchedule, synonyms::kSchedule,
                                        "cron: \"", "\""};
inline constexpr KeyTable kInputKeys{"an input", words::kInput, synonyms::kInput};
inline constexpr KeyTable kStepKeys{"a step", words::kStep, synonyms::kStep};
inline constexpr KeyTable kConcurrencyKeys{"concurrency", words::kConcurrency,
                                           synonyms::kConcurrency, "limit: "};
inline constexpr KeyTable kHeardKeys{"an event of hear", words::kHeard, {}, "event: "};
inline constexpr KeyTable kOnFailureKeys{"on_failure", words::kOnFailure};
inline constexpr KeyTable kUndoKeys{"undo", words::kUndo, synonyms::kUndo, "do: "};
inline constexpr KeyTable kSlaKeys{"sla", words::kSla, synonyms::kSla, "due: "};
inline constexpr KeyTable kSlaMarkKeys{"a mark of sla", words::kSlaMark, synonyms::kSlaMark,
                                       "after: "};
inline constexpr KeyTable kGateKeys{"gate", words::kGate, synonyms::kGate};
inline constexpr KeyTable kRetryKeys{"retry", words::kRetry, synonyms::kRetry, "attempts: "};

}  // namespace baton::templates
