#pragma once

#include "baton/cel/expression.hpp"
#include "cel/ast.hpp"
#include "cel/found_values.hpp"
#include "cel/functions.hpp"
#include "cel/horizon.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::cel {

// The value that each node came to, by node id. If a node was evaluated more than once, the last.
struct Trace {
  struct Slot {
    Value value{};
    bool evaluated = false;
  };
  std::vector<Slot> slots{};
};

// What a condition came to: false, true, or something that is neither.
enum class Truth : std::uint8_t { no, yes, neither };

// Decides a condition with Syntax::plain without an Evaluator. Most conditions are plain, and to
// make an Evaluator would take as long as to decide them. Returns `neither` if the condition cannot
// be decided in this way, for example because a field is missing, or because the budget ends before
// it is decided. An Evaluator decides then, or says why it cannot.
Truth decide_plainly(const Syntax& syntax, const Bindings& names, Budget& budget);

// Walks the tree once. An error is a value like any other until the end, because && and || may
// absorb it (CEL specification, "Evaluation"). Its functions are named after the nodes that they
// evaluate.
class Evaluator {
 public:
  // `text` is the source, for errors. With a `trace` the value of each node is noted, with a
  // `horizon` how long the outcome lasts; both may be null. All of them outlive the evaluator.
  Evaluator(std::string_view text, const Bindings& names, Budget& budget, bool strict,
            const Syntax& syntax, Trace* trace, Horizon* horizon = nullptr);
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;
  Value run(const Node& root);
  // What a condition came to. `other` becomes its value if that is neither true nor false.
  Truth decide(const Node& root, Value& other);

 private:
  Value value_of(const Node& node);
  Value dispatch(const Node& node);
  Value name(const Node& node);
  Value literal(const Node& node) const { return node.value; }
  Value field(const Node& node, const Value& target);
  Value has(const Node& node);
  Value has_field(const Node& node, const Value& target);
  Value index(const Node& node);
  Value element(const Node& node, const Value& target, const Value& key);
  Value call(const Node& node);
  Value invoke(const Node& node, const Value* arguments, std::size_t count);
  Value or_else(const Node& node);
  Value list(const Node& node);
  Value map(const Node& node);
  Value made(const Node& node, Value value);
  Value logical(const Node& node, bool absorbing);
  Value lasting_logical(const Node& node, bool absorbing);
  void note_tick(const Node& node, const Value* arguments, std::size_t count);
  Value conditional(const Node& node);
  Truth truth(const Node& node, Value& other);
  Truth joined(const Node& node, bool absorbing, Value& other);

  // In name_paths.cpp:
  Truth compare(const Node& node, Value& other);
  Truth compare_quickly(const Node& node);
  const Value& operand(const Node& node, Value& held);

  // In comprehension.cpp:
  Value comprehension(const Node& node);
  template <class Visit>
  Value each(const Node& node, const Value& range, Visit visit);
  Value quantify(const Node& node, const Value& range, bool absorbing);
  template <class Evaluate>
  auto apart(Wide& until, Evaluate evaluate);
  Value exists_one(const Node& node, const Value& range);
  Value collect_list(const Node& node, const Value& range);
  Value collect_map(const Node& node, const Value& range);
  Value filter(const Node& node, const Value& range);
  Value optional_map(const Node& node, const Value& target);
  Value sort_by(const Node& node, const Value& range);
  Value add_entries(const Node& node, Value::Entries& entries, const Value& addition);
  Value add_entry(const Node& node, Value::Entries& entries, Value key, Value value);

  Value fail(const Node& node, core::Errc code, std::string message);
  Value over_limit(const Node& node) { return located(node, Value::failure(meter_.error())); }
  Value located(const Node& node, Value error);
  Value not_bool(const Node& node, const Value& value);
  std::string source(const Node& node) const {
    return std::string(text_.substr(node.offset, node.length));
  }

  std::string_view text_;
  const Bindings& names_;
  Budget& meter_;
  PatternCache patterns_;
  bool strict_;
  Trace* trace_;
  Horizon* horizon_;
  // Nothing is noted about single nodes, so that several may be evaluated at once.
  bool plain_;
  FoundValues values_;
  // The variables of macros: few_ as long as there is room in it, so that nothing is allocated.
  std::array<Value, 4> few_{};
  std::vector<Value> many_{};
  Value* locals_;
};

// Evaluates a part without narrowing the horizon of the whole. `until` becomes the part's horizon.
template <class Evaluate>
auto Evaluator::apart(Wide& until, Evaluate evaluate) {
  const auto outer = std::exchange(horizon_->until, Horizon::kForever);
  auto value = evaluate();
  until = std::exchange(horizon_->until, outer);
  return value;
}

}  // namespace baton::cel
