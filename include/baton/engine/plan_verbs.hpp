#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/text.hpp"
#include "baton/core/template.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>

// What a step does, made ready to run: what the template says of it, and its expressions compiled.
// A verb is a struct here, which names its row of the table of verbs, and a file in
// src/engine/verbs/ that defines the row.
namespace baton::engine {

using ExpressionPtr = std::shared_ptr<const cel::Expression>;
using DocumentPtr = std::shared_ptr<const cel::Document>;

struct VerbRow;  // src/engine/verbs/verb.hpp

struct PlanDo {
  static const VerbRow kRow;
  const core::DoAction* spec = nullptr;
  DocumentPtr with{};
};

struct PlanApprove {
  static const VerbRow kRow;
  const core::Approve* spec = nullptr;
  DocumentPtr of{};
  DocumentPtr ask{};
};

// The equality by which an open wait is found: the event's value at `path` must be what `value` was
// when the wait opened.
struct WaitIndex {
  std::string path;  // as text: "data.key"
  ExpressionPtr value;
};

struct PlanWait {
  static const VerbRow kRow;
  const core::WaitEvent* spec = nullptr;
  ExpressionPtr when{};              // null: any event of its type
  std::optional<WaitIndex> index{};  // nothing: it is asked about each event of its type
};

struct PlanSleep {
  static const VerbRow kRow;
  const core::Sleep* spec = nullptr;
  ExpressionPtr until{};  // null: it sleeps for a length of time
};

struct PlanEmit {
  static const VerbRow kRow;
  const core::Emit* spec = nullptr;
  DocumentPtr data{};
  DocumentPtr subject{};
};

struct PlanSet {
  static const VerbRow kRow;
  const core::SetValues* spec = nullptr;
  DocumentPtr values{};
};

// In the order of core::Verb: both have the same index.
using PlanVerb = std::variant<PlanDo, PlanApprove, PlanWait, PlanSleep, PlanEmit, PlanSet>;

}  // namespace baton::engine
