#pragma once

#include "baton/cel/budget.hpp"
#include "baton/cel/types.hpp"
#include "baton/cel/value.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::cel {

// The names an expression may use, with their types: what the checker holds it to. An unknown name
// is a finding with "did you mean".
class Scope;  // types.hpp

// Where an evaluation gets the values of names. Borrowed: what find() returns points into values
// that outlive the evaluation.
class Names {
 public:
  virtual ~Names() = default;
  // nullopt: not bound, which is an evaluation error naming the name.
  virtual std::optional<Value> find(std::string_view name) const = 0;
  // What the evaluations over these names may use up together; null: each has a budget of its own.
  virtual Budget* budget() const { return nullptr; }
};

// A path that an expression reads from a name: {"steps", "ticket", "output", "key"}. A part that is
// computed ends the path.
using Path = std::vector<std::string>;

// A part `left == right` of the conjunction an expression is, where `path` is below one name and
// `other` does not read that name.
struct Equality {
  Path path;                                      // {"event", "data", "key"}
  std::shared_ptr<const class Expression> other;  // evaluated once, when the wait opens
};

// One sub-expression of an explained evaluation.
struct Explained {
  std::string text;        // its source
  std::size_t offset = 0;  // in bytes from the start of the expression
  std::size_t length = 0;
  std::string value;      // as printed, or the error's message
  bool failed = false;    // evaluation of this part was an error
  bool evaluated = true;  // false: never reached
  bool decisive = false;  // belongs to the smallest set of parts that decides the result
  std::vector<Explained> parts;
};

struct Evaluation {
  core::Result<Value> value;
  std::size_t cost = 0;
};

// An evaluation, and the first moment at which its outcome may be another one if nothing changes
// but `now`; nullopt: never.
struct Lasting {
  Evaluation evaluation;
  std::optional<core::Time> until{};
};

// What the literal regular expressions of several expressions may compile to together, in
// instructions: each takes some 250 ns.
struct PatternAllowance {
  static constexpr std::size_t kMax = 50'000;
  static constexpr std::size_t kEach = 50;  // what the smallest takes

  std::size_t left = kMax;

  // False when nothing is left.
  bool take(std::size_t instructions) {
    left -= left < instructions + kEach ? left : instructions + kEach;
    return left > 0;
  }
};

// How an expression is held to the rules; the defaults are Baton's.
struct CompileOptions {
  // True: the letter of the CEL specification. False: int and double mix by promotion to double,
  // and has(a.b.c) is false when b is missing.
  bool strict = false;
  // False: names are resolved in the scope but types are not checked, and unknown names and
  // functions fail when they are reached.
  bool check = true;
  PatternAllowance* patterns = nullptr;  // shared with the other expressions of a template
  bool estimate = false;  // warn of what costs too much when its lists have a thousand items
};

// A compiled expression; immutable, safe to share between threads, cheap to move.
class Expression {
 public:
  // Parses `text`, and checks it against `scope` when one is given. All findings come back,
  // positions relative to the text (line and column from 1); errors mean there is no expression.
  struct Compiled {
    std::shared_ptr<const Expression> expression;  // null when findings hold an error
    core::Findings findings;
  };
  static Compiled compile(std::string_view text, const Scope* scope = nullptr,
                          const CompileOptions& options = {});

  // One pass, bounded by `cost_max`, by kExpressionTimeMax and by what is left of the budget that
  // `names` brings; over one of them the evaluation is an Error (Errc::limited). A missing field is
  // an Error (Errc::not_found) whose message names the path. The value may borrow from what `names`
  // returned and from this expression.
  Evaluation evaluate(const Names& names, std::size_t cost_max = core::kExpressionCostMax) const;
  // The same of an expression over names that bind `now`. It takes longer, as parts that do not
  // decide are evaluated too.
  Lasting evaluate_lasting(const Names& names) const;
  // The same evaluation with a slot per node.
  Explained explain(const Names& names) const;
  // Of a condition that is false: the parts that made it so, with their values, as a sentence.
  std::string why_false(const Names& names) const;
  // Whether it reads no name: whatever happens, its value is the same.
  bool constant() const;

  const std::string& text() const;
  const Type& type() const;                // as checked; dyn without a scope
  const std::vector<Path>& reads() const;  // every path read, shortest form, sorted
  bool reads_now() const;
  // Of a part of it that reads `now` it cannot be told when that changes: evaluate_lasting() gives
  // the next minute.
  bool asked_each_minute() const;
  // Equalities at the top of the conjunction whose one side is a path below `name`.
  std::vector<Equality> equalities(std::string_view name) const;

  ~Expression();
  struct Impl;
  const Impl& impl() const { return *impl_; }  // for the rest of this room
  explicit Expression(std::unique_ptr<const Impl> impl);

 private:
  std::unique_ptr<const Impl> impl_;
};

// A gate's three outcomes: an error never counts as closed in silence.
enum class Outcome { open, closed, error };
struct Verdict {
  Outcome outcome = Outcome::closed;
  std::string reason{};  // for closed: the decisive parts with their values; for error: the message
};
// `with_reason` false leaves the reason of a closed gate empty, which spares the second evaluation
// that explains it.
Verdict decide_gate(const Expression& condition, const Names& names, bool with_reason = true);

// The same with the tree that explains it, from one evaluation.
struct ExplainedVerdict {
  Verdict verdict;
  Explained tree;
};
ExplainedVerdict explain_gate(const Expression& condition, const Names& names);

}  // namespace baton::cel
