#pragma once

#include "templates/synonyms.hpp"

#include <array>
#include <span>
#include <string_view>

// The words of the template language, in one place: the reader knows no others, and the published
// JSON Schema is tested against these tables. `later` are words of the language that this version
// does not perform yet; they get a finding of their own.
namespace baton::templates {

using Words = std::span<const std::string_view>;

struct KeyTable {
  std::string_view what;  // "a step", for messages
  Words keys;
  Words later{};
  std::span<const Synonym> synonyms{};
  // What a value alone most likely stands for, around it: `sleep: 5m` is { for: 5m }. Empty: it is
  // not known.
  std::string_view alone{};
  std::string_view alone_end{};
};

namespace words {

inline constexpr std::array<std::string_view, 10> kWorkflow{
    "workflow", "title",  "description", "goal",  "labels",
    "on",       "inputs", "context",     "steps", "outputs"};
inline constexpr std::array<std::string_view, 5> kWorkflowLater{"roles", "concurrency", "due",
                                                                "on_failure", "priority"};
inline constexpr std::array<std::string_view, 5> kTrigger{"event", "from", "when", "key", "inputs"};
inline constexpr std::array<std::string_view, 5> kTriggerLater{"schedule", "window", "threshold",
                                                               "debounce", "throttle"};
inline constexpr std::array<std::string_view, 4> kInput{"type", "enum", "default", "description"};
inline constexpr std::array<std::string_view, 6> kVerbs{"do",    "approve", "wait",
                                                        "sleep", "emit",    "set"};
inline constexpr std::array<std::string_view, 16> kStep{
    "do",   "with", "approve", "wait",    "sleep",    "emit",  "set",  "needs",
    "when", "gate", "retry",   "timeout", "on_error", "title", "team", "labels"};
inline constexpr std::array<std::string_view, 8> kStepLater{"task", "run",  "each",      "parallel",
                                                            "sla",  "undo", "mandatory", "join"};
inline constexpr std::array<std::string_view, 3> kApprove{"by", "of", "ask"};
inline constexpr std::array<std::string_view, 4> kBy{"group", "users", "count", "not"};
inline constexpr std::array<std::string_view, 4> kWait{"event", "from", "when", "since"};
inline constexpr std::array<std::string_view, 2> kWaitLater{"any", "all"};
inline constexpr std::array<std::string_view, 2> kSleep{"for", "until"};
inline constexpr std::array<std::string_view, 3> kEmit{"event", "data", "subject"};
inline constexpr std::array<std::string_view, 3> kGate{"open", "within", "otherwise"};
inline constexpr std::array<std::string_view, 5> kRetry{"attempts", "initial", "factor", "max",
                                                        "for"};
inline constexpr std::array<std::string_view, 6> kInputTypes{"string",  "number", "integer",
                                                             "boolean", "object", "list"};
inline constexpr std::array<std::string_view, 2> kSince{"needs", "trigger"};  // beside a duration
inline constexpr std::array<std::string_view, 3> kOtherwise{"fail", "skip", "proceed"};
inline constexpr std::array<std::string_view, 3> kOnError{"fail", "continue", "pause"};

}  // namespace words

inline constexpr KeyTable kWorkflowKeys{"a workflow", words::kWorkflow, words::kWorkflowLater,
                                        synonyms::kWorkflow};
inline constexpr KeyTable kTriggerKeys{"a trigger", words::kTrigger, words::kTriggerLater,
                                       synonyms::kTrigger, "event: "};
inline constexpr KeyTable kInputKeys{"an input", words::kInput, {}, synonyms::kInput};
inline constexpr KeyTable kStepKeys{"a step", words::kStep, words::kStepLater, synonyms::kStep};
inline constexpr KeyTable kApproveKeys{"approve",          words::kApprove, {},
                                       synonyms::kApprove, "by: { group: ", " }"};
inline constexpr KeyTable kByKeys{"approve.by", words::kBy, {}, synonyms::kBy, "group: "};
inline constexpr KeyTable kWaitKeys{"wait", words::kWait, words::kWaitLater, synonyms::kWait,
                                    "event: "};
inline constexpr KeyTable kSleepKeys{"sleep", words::kSleep, {}, synonyms::kSleep, "for: "};
inline constexpr KeyTable kEmitKeys{"emit", words::kEmit, {}, synonyms::kEmit, "event: "};
inline constexpr KeyTable kGateKeys{"gate", words::kGate, {}, synonyms::kGate};
inline constexpr KeyTable kRetryKeys{"retry", words::kRetry, {}, synonyms::kRetry, "attempts: "};

}  // namespace baton::templates
