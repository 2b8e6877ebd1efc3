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

// Expressions in Google's Common Expression Language (https://github.com/google/cel-spec), compiled
// once and then evaluated. Gates, conditions and `${…}` in templates are such expressions.
namespace baton::calendar {
class Calendars;
}
namespace baton::core {
class FactSource;
}
namespace baton::routing {
class Routes;
}

namespace baton::cel {

// The names that an expression may use and their types (types.hpp).
class Scope;
// An expression that does nothing but read (reading.hpp).
struct Reading;

// What the functions of expressions may ask beside their arguments, and the clock by which an
// evaluation is stopped. Everything that is pointed to is borrowed. If one of the first three is
// null, a call of a function that needs it is Errc::unavailable.
struct Outside {
  // Nothing, or business calendars alone.
  // NOLINTNEXTLINE(google-explicit-constructor): most callers have nothing else.
  Outside(const calendar::Calendars* of_business = nullptr) : calendars(of_business) {}
  Outside(const calendar::Calendars* of_business, const routing::Routes* tables,
          core::FactSource* known = nullptr, Budget::Clock stopped_by = thread_time)
      : calendars(of_business), routes(tables), facts(known), clock(stopped_by) {}

  // The business calendars that business.* ask.
  const calendar::Calendars* calendars = nullptr;
  // The decision tables that route() asks.
  const routing::Routes* routes = nullptr;
  // Where facts are read.
  core::FactSource* facts = nullptr;
  // The clock by which an evaluation that takes too long is stopped. Whoever makes the budget of
  // an evaluation gives it this clock; the evaluation itself does not read it here. Null: only the
  // cost is bounded.
  Budget::Clock clock = thread_time;
};

// The values of the names that an expression uses. An evaluation asks for them one by one. A value
// that find() returns may borrow, and what it borrows from must outlive the evaluation and its
// result.
class Bindings {
 public:
  virtual ~Bindings() = default;
  // The value of a name; nullopt if it has none, which is an evaluation error that names it.
  virtual std::optional<Value> find(std::string_view name) const = 0;
  // What the evaluations over these names may use up together; with a null pointer each of them has
  // a budget of its own.
  virtual Budget* budget() const { return nullptr; }
  // What functions ask beside their arguments.
  virtual Outside outside() const { return {}; }
};

// A path that an expression reads, from a name down: {"steps", "ticket", "output", "key"}. It ends
// before the first part that is computed.
using Path = std::vector<std::string>;

// A part `left == right` of an expression that holds only if all of its parts hold. One side reads
// `path`, which begins with a given name, and the other side does not read that name.
struct Equality {
  // {"event", "data", "key"}.
  Path path;
  // The other side, as an expression of its own.
  std::shared_ptr<const class Expression> other;
};

// One part of an explained evaluation: a node of a tree as deep as the expression.
struct Explained {
  // The source of the part.
  std::string text;
  // Where it begins, in bytes from the start of the expression.
  std::size_t offset = 0;
  // Its length in bytes.
  std::size_t length = 0;
  // Its value as printed, or the message of its error.
  std::string value;
  // Its evaluation was an error.
  bool failed = false;
  // False if the evaluation never came to it.
  bool evaluated = true;
  // True if it belongs to the smallest set of parts that decides the result.
  bool decisive = false;
  // The parts that it is made of.
  std::vector<Explained> parts;
};

// The outcome of an evaluation, and its cost.
struct Evaluation {
  // The value, or the error.
  core::Result<Value> value;
  // The steps that it took (budget.hpp).
  std::size_t cost = 0;
};

// An evaluation, and for how long its outcome stays the same.
struct Lasting {
  Evaluation evaluation;
  // The first moment at which the outcome may be another one if nothing changes but `now`; nullopt
  // if it stays the same for ever.
  std::optional<core::Time> until{};
};

// What the literal regular expressions of several expressions may compile to together, counted in
// RE2's instructions. Compiling takes some 250 ns for each.
struct PatternAllowance {
  // What there is at first.
  static constexpr std::size_t kMax = 50'000;
  // What a pattern takes beside its instructions.
  static constexpr std::size_t kEach = 50;

  // What is left.
  std::size_t left = kMax;

  // Takes what one pattern needs. False if nothing is left then.
  bool take(std::size_t instructions) {
    left -= left < instructions + kEach ? left : instructions + kEach;
    return left > 0;
  }
};

// How strictly an expression is compiled. The defaults are Baton's.
struct CompileOptions {
  // With true, the letter of the CEL specification holds. With false, int and double may be mixed,
  // and the int becomes a double; and has(a.b.c) is false if b is missing.
  bool strict = false;
  // With false, names are resolved in the scope but types are not checked, and an unknown name or
  // function is an error only once an evaluation comes to it.
  bool check = true;
  // Shared with the other expressions of a template; null: this expression has one of its own.
  PatternAllowance* patterns = nullptr;
  // With false, a literal regular expression is not compiled before an evaluation comes to it, and
  // one that is invalid is not found. For whoever only looks at what an expression reads.
  bool compile_patterns = true;
  // With true, an expression that would cost too much over lists of a thousand items is a warning.
  bool estimate = false;
};

// A compiled expression. Immutable; any number of threads may evaluate it at once.
class Expression {
 public:
  // What compile() makes of a text.
  struct Compiled {
    // Null if the findings hold an error.
    std::shared_ptr<const Expression> expression;
    // Errors and warnings; their positions count from the beginning of the text.
    core::Findings findings;
  };
  // Parses `text`, and checks it against `scope` if one is given: then an unknown name is an error
  // with "did you mean". `scope` is not kept.
  static Compiled compile(std::string_view text, const Scope* scope = nullptr,
                          const CompileOptions& options = {});

  // The value over these names. The evaluation is bounded by `cost_max` steps, by
  // kExpressionTimeMax and by what is left of the budget that `names` bring; beyond one of them it
  // is Errc::limited. A missing field is Errc::not_found with a message that names the path, and
  // most other failures are Errc::invalid. The value may borrow from what `names` returned and from
  // this expression.
  Evaluation evaluate(const Bindings& names, std::size_t cost_max = core::kExpressionCostMax) const;
  // The same, and how long the outcome lasts. `names` must give `now`. It takes longer, because
  // parts that do not decide are evaluated too.
  Lasting evaluate_lasting(const Bindings& names) const;
  // The same evaluation with the value of every part.
  Explained explain(const Bindings& names) const;
  // Why a condition is false: the parts that make it so, with their values, in words.
  std::string why_false(const Bindings& names) const;
  // True if it reads no name and asks nothing outside (Outside), so that its value is always the
  // same.
  bool constant() const;

  // The text that was compiled.
  const std::string& text() const;
  // The type of its value as the checker found it; dyn if there was no scope.
  const Type& type() const;
  // Every path that it reads, sorted. A path below another one that is read is left out.
  const std::vector<Path>& reads() const;
  // What it reads if it does nothing else; null if it computes something, and in strict mode, where
  // null is not as good as absent.
  const Reading* reading() const;
  // True if its value depends on `now`.
  bool reads_now() const;
  // True if it reads facts.
  bool reads_facts() const;
  // True if it reads facts of which a key depends on this name.
  bool reads_facts_by(std::string_view name) const;
  // True if it reads `now` in a way of which the next change cannot be computed. Then
  // evaluate_lasting() gives the beginning of the next minute.
  bool asked_each_minute() const;
  // The equalities among the parts that must all hold, of which one side is a path below `name`.
  std::vector<Equality> equalities(std::string_view name) const;

  ~Expression();
  // The inside, for the other files of this room.
  struct Impl;
  const Impl& impl() const { return *impl_; }
  explicit Expression(std::unique_ptr<const Impl> impl);

 private:
  std::unique_ptr<const Impl> impl_;
};

// The outcome of a gate's condition. A condition that cannot be evaluated is neither open nor
// closed: it is an error.
enum class Outcome { open, closed, error };

// The outcome, and why.
struct Verdict {
  Outcome outcome = Outcome::closed;
  // For a closed gate, the parts that decide and their values; for an error, its message.
  std::string reason{};
};

// Evaluates the condition of a gate; a value that is not a boolean is an error. Without
// `with_reason` the reason of a closed gate stays empty, which spares the second evaluation that
// explains it.
Verdict decide_gate(const Expression& condition, const Bindings& names, bool with_reason = true);

// A verdict with the tree that explains it.
struct ExplainedVerdict {
  Verdict verdict;
  Explained tree;
};

// The verdict and the tree, from one evaluation.
ExplainedVerdict explain_gate(const Expression& condition, const Bindings& names);

}  // namespace baton::cel
