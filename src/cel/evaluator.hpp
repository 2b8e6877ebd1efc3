#pragma once

#include "baton/cel/expression.hpp"
#include "cel/ast.hpp"
#include "cel/functions.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace baton::cel {

// What every node came to, by node id; of a node evaluated repeatedly, the last.
struct Trace {
  struct Slot {
    Value value{};
    bool evaluated = false;
  };
  std::vector<Slot> slots{};
};

// Walks the tree once. Errors are values until the end, as && and || may absorb them (CEL specification, "Evaluation").
class Evaluator {
 public:
  // `text` is the source, for positions in errors; `trace` may be null.
  Evaluator(std::string_view text, const Names& names, std::size_t cost_max, bool strict, std::int32_t slots, Trace* trace);
  Value run(const Node& root);
  std::size_t cost() const { return meter_.used; }

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
  Value otherwise(const Node& node);
  Value list(const Node& node);
  Value map(const Node& node);
  Value made(const Node& node, Value value);
  Value logical(const Node& node, bool absorbing);
  Value conditional(const Node& node);

  // comprehension.cpp
  Value comprehension(const Node& node);
  template <class Visit>
  Value each(const Node& node, const Value& range, Visit visit);
  Value quantify(const Node& node, const Value& range, bool absorbing);
  Value exists_one(const Node& node, const Value& range);
  Value collect_list(const Node& node, const Value& range);
  Value collect_map(const Node& node, const Value& range);
  Value filter(const Node& node, const Value& range);
  Value optional_map(const Node& node, const Value& target);
  Value sort_by(const Node& node, const Value& range);
  Value add_entries(const Node& node, Value::Entries& entries, const Value& addition);
  Value add_entry(const Node& node, Value::Entries& entries, Value key, Value value);

  Value fail(const Node& node, core::Errc code, std::string message) const;
  Value located(const Node& node, Value error) const;
  Value not_bool(const Node& node, const Value& value) const;
  std::string source(const Node& node) const { return std::string(text_.substr(node.offset, node.length)); }

  std::string_view text_;
  const Names& names_;
  Meter meter_;
  bool strict_;
  Trace* trace_;
  std::vector<Value> locals_;
};

}  // namespace baton::cel
