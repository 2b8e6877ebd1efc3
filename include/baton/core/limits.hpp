#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

// Every limit on what comes in and on what a run may take, in one place, each with its reason. See
// P13 and P30 in docs/reliability.md.
namespace baton::core {

// The body of a request. The largest senders allow 25 MB, but what people act on is far smaller,
// and all of it is held in memory.
inline constexpr std::size_t kBodyBytesMax = 1'048'576;
// Request line and header fields together; Salesforce and GitHub stay under 4 KiB.
inline constexpr std::size_t kHeadBytesMax = 16'384;
// Header fields of one request.
inline constexpr std::size_t kHeaderFieldsMax = 100;
// Levels of nesting in JSON. Deeper documents come from attackers, and recursion over them must not
// exhaust the stack.
inline constexpr std::size_t kJsonDepthMax = 64;
// Levels of nesting in one value that a run keeps: what an event may bring, and what a workflow
// puts around it. Without a limit, workflows that pass on what they are given nest it ever deeper.
inline constexpr std::size_t kValueDepthMax = kJsonDepthMax + 32;
// Levels of nesting in an answer that the command line reads: a value that a run keeps, within the
// lists, rows and steps that the server puts around it.
inline constexpr std::size_t kAnswerDepthMax = kValueDepthMax + 32;
// Values in one JSON document. A member takes some two hundred bytes in memory, a hundred times its
// two bytes in a body: this many take 10 MB.
inline constexpr std::size_t kJsonValuesMax = 50'000;
// Levels of nesting in YAML, for the same reason as in JSON.
inline constexpr std::size_t kYamlDepthMax = 64;
// Values in one YAML document: fifty for each of kStepsMax steps. An alias counts as many as it
// expands to, so ten lines cannot become a billion values.
inline constexpr std::size_t kYamlNodesMax = 25'000;
// A workflow file: 500 bytes for each of kStepsMax steps. It is read by people, and parsing YAML
// costs a tenth of a microsecond a byte.
inline constexpr std::size_t kTemplateBytesMax = 262'144;
// The text of one expression, which is a rule that a person reads.
inline constexpr std::size_t kExpressionBytesMax = 16'384;
// Levels of nesting in an expression. Parsing and evaluation recurse over them.
inline constexpr std::size_t kExpressionDepthMax = 200;
// Steps of counted work in one evaluation (cel/budget.hpp).
inline constexpr std::size_t kExpressionCostMax = 1'000'000;
// Steps of one workflow; a workflow with more is several workflows.
inline constexpr std::size_t kStepsMax = 500;
// Items that one step with `each` is done for, and how many of them may be under way at once. What
// has to be kept of an item is as long as its output, so ten thousand fit into a run; one that
// needs more is for the connected system to do in one call.
inline constexpr std::size_t kItemsMax = 10'000;
inline constexpr std::size_t kItemsAtOnceMax = 100;
// Attempts that `retry:` may ask for.
inline constexpr std::size_t kRetryAttemptsMax = 100;
// The output of one action, which is stored in the journal.
inline constexpr std::size_t kOutputBytesMax = 262'144;
// Hops of causation: a lifecycle event may start a workflow whose lifecycle events start another.
// An event beyond this depth is refused and shown.
inline constexpr std::size_t kCausationDepthMax = 16;
// Events in one batch of CloudEvents or of a vendor.
inline constexpr std::size_t kBatchEventsMax = 1'000;
// Stored events of its type that a new wait looks back over.
inline constexpr std::size_t kLookBackEventsMax = 10'000;
// Rows that one page of a list may be asked for.
inline constexpr std::size_t kPageSizeMax = 500;
// Rows of a page if the caller does not ask for a number.
inline constexpr std::size_t kPageSizeDefault = 100;
// An id, type or name that a sender chooses.
inline constexpr std::size_t kNameBytesMax = 1'024;
// A run's key. It is looked up, shown in lists and part of the run's title.
inline constexpr std::size_t kRunKeyBytesMax = 1'024;
// Keys of which windows and thresholds of triggers keep something, all together: as many as a
// company has customers, at 200 bytes each.
inline constexpr std::size_t kWindowKeysMax = 1'000'000;
// One value that a step keeps or publishes: as much as an event may bring in.
inline constexpr std::size_t kValueBytesMax = kBodyBytesMax;
// All that one run holds: its trigger, inputs, context, and the inputs and outputs of its steps. A
// run is loaded as a whole.
inline constexpr std::size_t kRunBytesMax = 8'388'608;
// The text of one page. A page ends with the row that reaches this size, and its cursor leads on.
inline constexpr std::size_t kPageBytesMax = 2'097'152;
// Events that one event from outside may cause, through all runs that it starts; the step that
// would publish one more fails. Depth alone does not bound them: ten events from each run, sixteen
// runs deep, are ten million billion.
inline constexpr std::int64_t kDescendantsMax = 10'000;

}  // namespace baton::core
