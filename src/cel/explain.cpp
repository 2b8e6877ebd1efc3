#include "baton/core/text.hpp"
#include "cel/evaluator.hpp"
#include "cel/expression_impl.hpp"
#include "cel/value_words.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace baton::cel {
namespace {

// Bytes of a value that a reason shows, of a part's source, and of a reason as a whole.
constexpr std::size_t kShownValueMax = 120;
constexpr std::size_t kShownTextMax = 300;
constexpr std::size_t kReasonMax = 2'000;
// Bytes of all sources and values of an explanation together. A part of two letters may stand for a
// long text, thousands of times.
constexpr std::size_t kExplainedMax = 131'072;

using core::shortened;

// Explains a finished evaluation.
class Why {
 public:
  Why(const std::string& text, const Trace& trace)
      : text_(text), trace_(trace), decisive_(trace.slots.size(), false) {}

  // Marks the smallest set of parts that decides the value of `node`.
  void mark(const Node& node) {
    if (!slot(node).evaluated || decisive_[node.id]) return;
    decisive_[node.id] = true;
    switch (node.kind) {
      case NodeKind::logical_and: return mark_logical(node, false);
      case NodeKind::logical_or: return mark_logical(node, true);
      case NodeKind::conditional:
        mark(*node.parts[0]);
        mark(*node.parts[1]);
        mark(*node.parts[2]);  // the branch not taken was not evaluated
        return;
      default: return mark_parts(node);
    }
  }

  Explained tree(const Node& node) {
    Explained out;
    out.text = shortened(source(node), shown_max());
    spend(out.text);
    out.offset = node.offset;
    out.length = node.length;
    out.evaluated = slot(node).evaluated;
    out.failed = slot(node).value.is_error();
    out.decisive = decisive_[node.id];
    if (out.evaluated) out.value = shown(node, shown_max());
    spend(out.value);
    for (const auto* part : node.parts) {
      if (part != nullptr && part->kind != NodeKind::literal) out.parts.push_back(tree(*part));
    }
    return out;
  }

  // The parts that made `node` false, each as "event.data.amount >= 10000: event.data.amount is
  // 4200".
  std::string reason(const Node& node) {
    blame(node);
    return shortened(reason_, kReasonMax);
  }

 private:
  using Operands = std::set<std::string_view>;

  const Trace::Slot& slot(const Node& node) const { return trace_.slots[node.id]; }
  std::string_view source(const Node& node) const {
    return std::string_view(text_).substr(node.offset, node.length);
  }
  std::size_t shown_max() const { return std::min(left_, kLiteralBytesMax); }
  void spend(std::string_view text) { left_ -= std::min(left_, text.size()); }
  bool came_to(const Node& node, bool value) const {
    return value ? slot(node).value.is_true() : slot(node).value.is_false();
  }

  void mark_logical(const Node& node, bool absorbing) {
    const bool failed = slot(node).value.is_error();
    for (const auto* part : node.parts) {
      if (came_to(node, absorbing)) {
        if (!came_to(*part, absorbing)) continue;
        mark(*part);
        return;
      }
      if (!failed || !came_to(*part, !absorbing)) mark(*part);
    }
  }

  void mark_parts(const Node& node) {
    const bool failed = slot(node).value.is_error();
    for (const auto* part : node.parts) {
      if (part == nullptr) continue;
      if (!failed || slot(*part).value.is_error()) mark(*part);
    }
  }

  void blame(const Node& node) {
    if (!slot(node).evaluated || reason_.size() > kReasonMax) return;
    switch (node.kind) {
      case NodeKind::logical_and: return blame_logical(node, false);
      case NodeKind::logical_or: return blame_logical(node, true);
      case NodeKind::conditional:
        for (const auto* part : node.parts) blame(*part);
        return;
      case NodeKind::call:
        if (node.text == "!_" && is_compound(*node.parts[0])) return blame(*node.parts[0]);
        break;
      default: break;
    }
    reason_ += (reason_.empty() ? "" : "; ") + line(node);
  }

  void blame_logical(const Node& node, bool absorbing) {
    for (const auto* part : node.parts) {
      if (!came_to(node, absorbing)) {
        blame(*part);
      } else if (came_to(*part, absorbing)) {
        return blame(*part);
      }
    }
  }

  std::string line(const Node& node) {
    const auto text = shortened(source(node), kShownTextMax);
    Operands operands;
    std::string out;
    if (!is_operand(node)) {
      for (const auto* part : node.parts) {
        if (part != nullptr) collect(*part, operands, out);
      }
    }
    return out.empty() ? text + " is " + shown(node, kShownValueMax) : text + ": " + out;
  }

  // True for a node whose parts are conditions that can be blamed one by one.
  static bool is_compound(const Node& node) {
    return node.kind == NodeKind::logical_and || node.kind == NodeKind::logical_or ||
           node.kind == NodeKind::conditional || (node.kind == NodeKind::call && node.text == "!_");
  }

  // True for a value that is looked up and not computed.
  static bool is_operand(const Node& node) {
    return node.kind == NodeKind::name || node.kind == NodeKind::select ||
           node.kind == NodeKind::index || node.kind == NodeKind::has;
  }

  void collect(const Node& node, Operands& operands, std::string& out) {
    if (!slot(node).evaluated || out.size() > kReasonMax) return;
    if (!is_operand(node)) {
      for (const auto* part : node.parts) {
        if (part != nullptr) collect(*part, operands, out);
      }
      return;
    }
    const auto name = source(node);
    if (operands.insert(name).second) {
      out += (out.empty() ? "" : ", ") + shortened(name, kShownTextMax) + " is " +
             shown(node, kShownValueMax);
    }
    if (node.kind == NodeKind::index) collect(*node.parts[1], operands, out);
  }

  std::string shown(const Node& node, std::size_t max) const {
    const auto& value = slot(node).value;
    return value.is_error() ? shortened(value.as_error().message, max) : value.literal(max);
  }

  const std::string& text_;
  const Trace& trace_;
  std::vector<bool> decisive_;
  std::string reason_;
  std::size_t left_ = kExplainedMax;
};

Value traced(const Expression::Impl& impl, const Bindings& names, Trace& trace) {
  trace.slots.resize(impl.syntax.nodes.size());
  std::optional<Budget> own;
  auto& budget = begin_budget(names, own, core::kExpressionCostMax);
  Evaluator evaluator(impl.text, names, budget, impl.options.strict, impl.syntax, &trace);
  return evaluator.run(*impl.syntax.root);
}

Verdict not_a_condition(const Expression& condition, const Value& value) {
  return {Outcome::error, condition.text() + ": expected true or false, got " + in_words(value)};
}

}  // namespace

Explained Expression::explain(const Bindings& names) const {
  Trace trace;
  traced(*impl_, names, trace);
  Why why(impl_->text, trace);
  why.mark(*impl_->syntax.root);
  return why.tree(*impl_->syntax.root);
}

std::string Expression::why_false(const Bindings& names) const {
  Trace trace;
  const auto value = traced(*impl_, names, trace);
  if (!value.is_false())
    // The budget did not last for a second evaluation.
    return shortened(impl_->text, kShownTextMax) + " is false";
  return Why(impl_->text, trace).reason(*impl_->syntax.root);
}

Verdict decide_gate(const Expression& condition, const Bindings& names, bool with_reason) {
  const auto& impl = condition.impl();
  std::optional<Budget> own;
  auto& budget = begin_budget(names, own, core::kExpressionCostMax);
  Value other;
  auto found = impl.syntax.plain ? decide_plainly(impl.syntax, names, budget) : Truth::neither;
  if (found == Truth::neither) {
    Evaluator evaluator(impl.text, names, budget, impl.options.strict, impl.syntax, nullptr);
    found = evaluator.decide(*impl.syntax.root, other);
  }
  switch (found) {
    case Truth::yes: return {Outcome::open, {}};
    case Truth::no:
      return {Outcome::closed, with_reason ? condition.why_false(names) : std::string()};
    case Truth::neither: break;
  }
  if (other.is_error()) return {Outcome::error, other.as_error().message};
  return not_a_condition(condition, other);
}

ExplainedVerdict explain_gate(const Expression& condition, const Bindings& names) {
  const auto& impl = condition.impl();
  Trace trace;
  const auto value = traced(impl, names, trace);
  Why why(impl.text, trace);
  why.mark(*impl.syntax.root);
  ExplainedVerdict out{{}, why.tree(*impl.syntax.root)};
  if (value.is_error()) {
    out.verdict = {Outcome::error, value.as_error().message};
  } else if (value.is_true()) {
    out.verdict = {Outcome::open, {}};
  } else if (value.is_false()) {
    out.verdict = {Outcome::closed, why.reason(*impl.syntax.root)};
  } else {
    out.verdict = not_a_condition(condition, value);
  }
  return out;
}

}  // namespace baton::cel
