#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/text.hpp"
#include "baton/core/template.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// What a step does, made ready to run: what the template says of it, and its expressions compiled.
// A verb is a struct here and a file in src/engine/verbs/. `kRow` is its row in the table of verbs,
// which that file defines. `spec` is the verb as the template has it; it is part of Plan::source().
namespace baton::engine {

// A compiled expression; null where the template has none.
using ExpressionPtr = std::shared_ptr<const cel::Expression>;
// A JSON document with compiled expressions in it.
using DocumentPtr = std::shared_ptr<const cel::Document>;

struct VerbRow;  // src/engine/verbs/verb.hpp

// Performs an operation of a connection.
struct PlanDo {
  static const VerbRow kRow;
  const core::DoAction* spec = nullptr;
  // The input of the operation.
  DocumentPtr with{};
};

// Asks people for a decision.
struct PlanApprove {
  static const VerbRow kRow;
  const core::Approve* spec = nullptr;
  // What is approved.
  DocumentPtr of{};
  // The question.
  DocumentPtr ask{};
  // What its route is told. Null: it has none.
  DocumentPtr route_with{};
};

// The equality by which an open wait is found: the event's value at `path` must be what `value` was
// when the wait opened.
struct WaitIndex {
  // The place in the event, as engine::to_text() writes it: "data.key".
  std::string path;
  // What the event's value is compared with.
  ExpressionPtr value;
};

// One of the events that a wait is for.
struct PlanAwaited {
  const core::Awaited* spec = nullptr;
  // Holds for the event that is waited for. Null: any event of its type is.
  ExpressionPtr when{};
  // How the wait is found when an event comes. nullopt: it is asked about each event of its type.
  std::optional<WaitIndex> index{};
};

// Waits for an event, or for several.
struct PlanWait {
  static const VerbRow kRow;
  const core::WaitEvent* spec = nullptr;
  // One for each of its events, in the same order.
  std::vector<PlanAwaited> events{};
  // The condition of one of them reads facts, and it does not depend on the event which facts these
  // are. When such a fact changes, an event that came before may become the one that is waited for.
  bool watches_facts = false;
};

// Waits for a time.
struct PlanSleep {
  static const VerbRow kRow;
  const core::Sleep* spec = nullptr;
  // When it ends. Null: it sleeps for a length of time.
  ExpressionPtr until{};
};

// Publishes an event.
struct PlanEmit {
  static const VerbRow kRow;
  const core::Emit* spec = nullptr;
  // The payload of the event.
  DocumentPtr data{};
  // What the event is about.
  DocumentPtr subject{};
};

// Keeps computed values.
struct PlanSet {
  static const VerbRow kRow;
  const core::SetValues* spec = nullptr;
  // An object of names and values.
  DocumentPtr values{};
};

// Begins a run of another workflow, and waits for it to end.
struct PlanRun {
  static const VerbRow kRow;
  const core::RunWorkflow* spec = nullptr;
  // An object of the workflow's inputs and their values.
  DocumentPtr with{};
};

// Asks people to do something.
struct PlanTask {
  static const VerbRow kRow;
  const core::PeopleTask* spec = nullptr;
  // What is to be done, what helps, and what it is about.
  DocumentPtr title{};
  DocumentPtr description{};
  DocumentPtr of{};
  // The default value of each field of the form, in its order; null where there is none.
  std::vector<DocumentPtr> defaults{};
  // What its route is told. Null: it has none.
  DocumentPtr route_with{};
};

// What one step does. The order is that of core::Verb, so that a verb has one index in both.
using PlanVerb =
    std::variant<PlanDo, PlanApprove, PlanWait, PlanSleep, PlanEmit, PlanSet, PlanRun, PlanTask>;

}  // namespace baton::engine
