#include "cel/questions.hpp"

#include "cel/expression_impl.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace baton::cel {
namespace {

using Kind = Value::Kind;

bool is_call(const Node& node, std::string_view function) {
  return node.kind == NodeKind::call && node.text == function;
}

bool is_equality(const Node& node) { return is_call(node, "_==_") || is_call(node, "_!=_"); }

bool is_order(const Node& node) {
  return is_call(node, "_<_") || is_call(node, "_<=_") || is_call(node, "_>_") ||
         is_call(node, "_>=_");
}

// True for a literal of which a few values stand for all others in a comparison.
bool is_plain(const Node& node) {
  if (node.kind != NodeKind::literal) return false;
  return node.value.is_null() || node.value.is(Kind::boolean) || node.value.is(Kind::string) ||
         is_signed_number(node.value);
}

class QuestionSearch {
 public:
  std::vector<Question> found;

  // `decides` says that the node is a condition. Recurses as deep as the expression is nested,
  // which the parser has bounded.
  void walk(const Node& node, bool decides) {
    if (node.kind == NodeKind::logical_and || node.kind == NodeKind::logical_or ||
        is_call(node, "!_")) {
      for (const auto* part : node.parts) walk(*part, true);
    } else if (node.kind == NodeKind::conditional) {
      walk(*node.parts[0], true);
      walk(*node.parts[1], decides);
      walk(*node.parts[2], decides);
    } else if (is_equality(node) || is_order(node) || is_call(node, "@in")) {
      note_comparison(node);
    } else if (decides && node.kind != NodeKind::literal) {
      note({&node, ast_text(node), {}});
    } else if (node.kind != NodeKind::comprehension) {  // its body asks about items of a list
      for (const auto* part : node.parts)
        if (part != nullptr) walk(*part, false);
    }
  }

 private:
  void note(Question question) {
    if (!question.node->reads_now && !reads_of(*question.node).empty())
      found.push_back(std::move(question));
  }

  void note_comparison(const Node& node) {
    if (is_call(node, "@in")) {
      const auto& list = *node.parts[1];
      const bool plain = list.kind == NodeKind::list && !list.parts.empty() &&
                         std::all_of(list.parts.begin(), list.parts.end(),
                                     [](const Node* part) { return is_plain(*part); });
      if (!plain) return note({&node, ast_text(node), {}});
      std::vector<Value> literals;
      for (const auto* part : list.parts) literals.push_back(part->value);
      return note({node.parts[0], ast_text(*node.parts[0]), std::move(literals)});
    }
    for (std::size_t side = 0; side < 2; ++side) {
      const auto& literal = *node.parts[1 - side];
      if (!is_plain(literal) || (is_order(node) && !is_signed_number(literal.value))) continue;
      return note({node.parts[side], ast_text(*node.parts[side]), {literal.value}});
    }
    note(as_written_the_usual_way(node));
  }

  // Gives a comparison, its contrary, and both with their sides exchanged the same text.
  static Question as_written_the_usual_way(const Node& node) {
    const bool turned = is_call(node, "_>_") || is_call(node, "_<=_");
    const bool negated = is_call(node, "_!=_") || is_call(node, "_>=_") || is_call(node, "_<=_");
    auto first = ast_text(*node.parts[turned ? 1 : 0]);
    auto second = ast_text(*node.parts[turned ? 0 : 1]);
    const bool equality = is_equality(node);
    if (equality && second < first) std::swap(first, second);
    return {&node, first + (equality ? " == " : " < ") + second, {}, negated};
  }
};

}  // namespace

std::vector<Question> questions_of(const Node& root) {
  QuestionSearch walk;
  walk.walk(root, true);
  return std::move(walk.found);
}

}  // namespace baton::cel
