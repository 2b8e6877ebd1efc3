#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

// Every bound in one place, each with its reason. See P13 and P30 in docs/reliability.md.
namespace baton::core {

// What people act on is far smaller than the 25 MB the largest senders allow, and all of it is held
// in memory.
inline constexpr std::size_t kBodyBytesMax = 1'048'576;
// Request line and header fields together; Salesforce and GitHub stay under 4 KiB.
inline constexpr std::size_t kHeadBytesMax = 16'384;
inline constexpr std::size_t kHeaderFieldsMax = 100;
// Deeper documents come from attackers; recursion over them must not exhaust the stack.
inline constexpr std::size_t kJsonDepthMax = 64;
// A member takes some two hundred bytes in memory, a hundred times its two in a body: 10 MB for a
// document.
inline constexpr std::size_t kJsonValuesMax = 50'000;
inline constexpr std::size_t kYamlDepthMax = 64;
// Aliases are charged at what they expand to, so ten lines cannot become a billion nodes. Fifty for
// each of kStepsMax steps.
inline constexpr std::size_t kYamlNodesMax = 25'000;
// A workflow is read by people, and reading YAML costs a tenth of a microsecond a byte: 500 bytes
// for each of kStepsMax steps.
inline constexpr std::size_t kTemplateBytesMax = 262'144;
// An expression is a rule that a person reads.
inline constexpr std::size_t kExpressionBytesMax = 16'384;
inline constexpr std::size_t kExpressionDepthMax = 200;
inline constexpr std::size_t kExpressionCostMax = 1'000'000;
// A workflow of more steps is several workflows.
inline constexpr std::size_t kStepsMax = 500;
inline constexpr std::size_t kRetryAttemptsMax = 100;
// What one action may hand back into a run; it is stored in the journal.
inline constexpr std::size_t kOutputBytesMax = 262'144;
// A lifecycle event may start a workflow whose lifecycle starts another: this many hops, then it is
// refused and shown.
inline constexpr std::size_t kCausationDepthMax = 16;
// Events of one CloudEvents or vendor batch.
inline constexpr std::size_t kBatchEventsMax = 1'000;
// A new wait looks back over at most this many stored events of its type.
inline constexpr std::size_t kLookBackEventsMax = 10'000;
inline constexpr std::size_t kPageSizeMax = 500;
inline constexpr std::size_t kPageSizeDefault = 100;
// Longest ids, types and names that a sender may choose.
inline constexpr std::size_t kNameBytesMax = 1'024;
// A run key is looked up, shown in lists and part of the run's title.
inline constexpr std::size_t kRunKeyBytesMax = 1'024;
// One value that a step keeps or publishes: as much as an event may bring in.
inline constexpr std::size_t kValueBytesMax = kBodyBytesMax;
// All that a run holds: its trigger, inputs, context, and the inputs and outputs of its steps. It
// is loaded as a whole.
inline constexpr std::size_t kRunBytesMax = 8'388'608;
// A page of a list ends with the row that reaches this size, and its cursor leads on.
inline constexpr std::size_t kPageBytesMax = 2'097'152;
// The events that one event from outside may cause, through all runs that it starts: then the step
// that would publish one more fails. Depth alone does not bound them: ten events from each run,
// sixteen runs deep, are ten million billion.
inline constexpr std::int64_t kDescendantsMax = 10'000;

}  // namespace baton::core
