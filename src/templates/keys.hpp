#pragma once

#include <array>
#include <span>
#include <string_view>

// The words of the template language, in one place: the reader knows no others, and the published JSON Schema is tested against
// these tables. `later` are words of the language that this version does not perform yet; they get a finding of their own.
namespace baton::templates {

using Words = std::span<const std::string_view>;

struct KeyTable {
  std::string_view what;  // "a step", for messages
  Words keys;
  Words later{};
};

namespace words {

inline constexpr std::array<std::string_view, 10> kWorkflow{"workflow", "title",  "description", "goal",  "labels",
                                                            "on",       "inputs", "context",     "steps", "outputs"};
inline constexpr std::array<std::string_view, 4> kWorkflowLater{"roles", "concurrency", "due", "on_failure"};
inline constexpr std::array<std::string_view, 5> kTrigger{"event", "from", "when", "key", "inputs"};
inline constexpr std::array<std::string_view, 1> kTriggerLater{"schedule"};
inline constexpr std::array<std::string_view, 4> kInput{"type", "enum", "default", "description"};
inline constexpr std::array<std::string_view, 6> kVerbs{"do", "approve", "wait", "sleep", "emit", "set"};
inline constexpr std::array<std::string_view, 16> kStep{"do",       "with",  "approve", "wait",  "sleep", "emit",
                                                        "set",      "needs", "when",    "gate",  "retry", "timeout",
                                                        "on_error", "title", "team",    "labels"};
inline constexpr std::array<std::string_view, 8> kStepLater{"task", "run",  "each",      "parallel",
                                                            "sla",  "undo", "mandatory", "join"};
inline constexpr std::array<std::string_view, 3> kApprove{"by", "of", "ask"};
inline constexpr std::array<std::string_view, 4> kBy{"group", "users", "count", "not"};
inline constexpr std::array<std::string_view, 3> kWait{"event", "from", "when"};
inline constexpr std::array<std::string_view, 2> kWaitLater{"any", "all"};
inline constexpr std::array<std::string_view, 2> kSleep{"for", "until"};
inline constexpr std::array<std::string_view, 3> kEmit{"event", "data", "subject"};
inline constexpr std::array<std::string_view, 3> kGate{"open", "within", "otherwise"};
inline constexpr std::array<std::string_view, 4> kRetry{"attempts", "initial", "factor", "max"};
inline constexpr std::array<std::string_view, 6> kInputTypes{"string", "number", "integer", "boolean", "object", "list"};
inline constexpr std::array<std::string_view, 3> kOtherwise{"fail", "skip", "proceed"};
inline constexpr std::array<std::string_view, 3> kOnError{"fail", "continue", "pause"};

}  // namespace words

inline constexpr KeyTable kWorkflowKeys{"a workflow", words::kWorkflow, words::kWorkflowLater};
inline constexpr KeyTable kTriggerKeys{"a trigger", words::kTrigger, words::kTriggerLater};
inline constexpr KeyTable kInputKeys{"an input", words::kInput};
inline constexpr KeyTable kStepKeys{"a step", words::kStep, words::kStepLater};
inline constexpr KeyTable kApproveKeys{"approve", words::kApprove};
inline constexpr KeyTable kByKeys{"approve.by", words::kBy};
inline constexpr KeyTable kWaitKeys{"wait", words::kWait, words::kWaitLater};
inline constexpr KeyTable kSleepKeys{"sleep", words::kSleep};
inline constexpr KeyTable kEmitKeys{"emit", words::kEmit};
inline constexpr KeyTable kGateKeys{"gate", words::kGate};
inline constexpr KeyTable kRetryKeys{"retry", words::kRetry};

}  // namespace baton::templates
