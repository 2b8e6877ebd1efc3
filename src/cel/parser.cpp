#include "cel/parser.hpp"

#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "cel/syntax_hint.hpp"

#include <algorithm>
#include <utility>

namespace baton::cel {

core::Finding finding_at(std::string_view text, std::size_t offset, std::string rule,
                         std::string message, std::string hint) {
  core::Finding finding;
  finding.rule = std::move(rule);
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  finding.at = position_of(text, offset);
  return finding;
}

Syntax parse(std::string_view text, core::Findings& findings) {
  Syntax syntax;
  if (text.size() > core::kExpressionBytesMax) {
    findings.push_back(finding_at(text, 0, "cel/too-large",
                                  "expected at most " + std::to_string(core::kExpressionBytesMax) +
                                      " bytes, got " + std::to_string(text.size())));
    return syntax;
  }
  Parser(text, syntax, findings).run();
  return syntax;
}

Parser::Parser(std::string_view text, Syntax& syntax, core::Findings& findings)
    : text_(text), syntax_(syntax), findings_(findings), lexer_(text) {
  advance();
}

void Parser::run() {
  syntax_.root = expression();
  if (!failed_ && token_.kind != TokenKind::end) syntax_error("the end of the expression");
}

void Parser::advance() {
  last_end_ = token_.end();
  last_text_ = token_.text;
  if (failed_) {
    token_ = {TokenKind::end, text_.size(), {}};
    return;
  }
  token_ = lexer_.next();
  if (token_.kind == TokenKind::invalid) {
    fault(token_.offset, "cel/syntax",
          std::string(token_.fault) + ": " + core::shortened(token_.text, 40),
          std::string(hint_for_symbol(token_.text)));
    failed_ = true;
    token_ = {TokenKind::end, text_.size(), {}};
  }
}

bool Parser::take(TokenKind kind) {
  if (token_.kind != kind || failed_) return false;
  advance();
  return true;
}

void Parser::expect(TokenKind kind, std::string_view what) {
  if (!take(kind)) syntax_error(what);
}

void Parser::syntax_error(std::string_view expected) {
  if (failed_) return;
  const auto got = token_.kind == TokenKind::end ? std::string("the end")
                                                 : "\"" + core::shortened(token_.text, 40) + "\"";
  fault(token_.offset, "cel/syntax", "expected " + std::string(expected) + ", got " + got,
        syntax_hint(text_, {token_.offset, last_text_, token_.text}));
  failed_ = true;
  advance();
}

void Parser::fault(std::size_t offset, std::string rule, std::string message, std::string hint) {
  findings_.push_back(
      finding_at(text_, offset, std::move(rule), std::move(message), std::move(hint)));
}

Node* Parser::make(NodeKind kind, std::size_t begin, std::size_t at, std::vector<Node*> parts) {
  auto& node = syntax_.nodes.emplace_back();
  node.kind = kind;
  node.id = static_cast<std::uint32_t>(syntax_.nodes.size() - 1);
  node.offset = static_cast<std::uint32_t>(begin);
  node.at = static_cast<std::uint32_t>(at);
  node.parts = std::move(parts);
  finish(&node);
  return &node;
}

// Sets the length of a node, which ends where the last token ended, and its depth.
void Parser::finish(Node* node) {
  node->length =
      static_cast<std::uint32_t>(std::max<std::size_t>(last_end_, node->offset) - node->offset);
  for (const auto* part : node->parts) {
    if (part != nullptr) node->depth = std::max(node->depth, part->depth + 1);
  }
  if (node->depth <= core::kExpressionDepthMax || too_deep_) return;
  too_deep_ = true;
  fault(node->at, "cel/too-deep",
        "expressions nest at most " + std::to_string(core::kExpressionDepthMax) + " deep");
}

Node* Parser::operation(std::string_view function, std::size_t begin, std::size_t at,
                        std::vector<Node*> parts) {
  auto* node = make(NodeKind::call, begin, at, std::move(parts));
  node->text = function;
  return node;
}

Node* Parser::expression() {
  if (++depth_ > core::kExpressionDepthMax && !failed_) {
    fault(token_.offset, "cel/too-deep",
          "expressions nest at most " + std::to_string(core::kExpressionDepthMax) + " deep");
    failed_ = true;
    advance();
  }
  const auto begin = token_.offset;
  auto* node = failed_ ? make(NodeKind::literal, begin, begin) : disjunction();
  const auto at = token_.offset;
  if (take(TokenKind::question)) {
    auto* chosen = disjunction();
    expect(TokenKind::colon, "':' of the condition");
    auto* otherwise = expression();
    node = make(NodeKind::conditional, begin, at, {node, chosen, otherwise});
  }
  --depth_;
  return node;
}

Node* Parser::logical(NodeKind kind, TokenKind token, Node* (Parser::*operand)()) {
  const auto begin = token_.offset;
  auto* first = (this->*operand)();
  if (token_.kind != token) return first;
  const auto at = token_.offset;
  std::vector<Node*> parts{first};
  while (take(token)) parts.push_back((this->*operand)());
  return make(kind, begin, at, std::move(parts));
}

namespace {

std::string_view relation_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::equal: return "_==_";
    case TokenKind::not_equal: return "_!=_";
    case TokenKind::less: return "_<_";
    case TokenKind::less_equal: return "_<=_";
    case TokenKind::greater: return "_>_";
    case TokenKind::greater_equal: return "_>=_";
    case TokenKind::keyword_in: return "@in";
    default: return {};
  }
}

std::string_view product_of(TokenKind kind) {
  if (kind == TokenKind::star) return "_*_";
  if (kind == TokenKind::slash) return "_/_";
  return kind == TokenKind::percent ? "_%_" : std::string_view();
}

std::string_view sum_of(TokenKind kind) {
  if (kind == TokenKind::plus) return "_+_";
  return kind == TokenKind::minus ? "_-_" : std::string_view();
}

}  // namespace

Node* Parser::relation() {
  const auto begin = token_.offset;
  auto* left = addition();
  for (auto function = relation_of(token_.kind); !function.empty();
       function = relation_of(token_.kind)) {
    const auto at = token_.offset;
    advance();
    auto* right = addition();
    left = operation(function, begin, at, {left, right});
  }
  return left;
}

Node* Parser::addition() {
  const auto begin = token_.offset;
  auto* left = multiplication();
  for (auto function = sum_of(token_.kind); !function.empty(); function = sum_of(token_.kind)) {
    const auto at = token_.offset;
    advance();
    auto* right = multiplication();
    left = operation(function, begin, at, {left, right});
  }
  return left;
}

Node* Parser::multiplication() {
  const auto begin = token_.offset;
  auto* left = unary();
  for (auto function = product_of(token_.kind); !function.empty();
       function = product_of(token_.kind)) {
    const auto at = token_.offset;
    advance();
    auto* right = unary();
    left = operation(function, begin, at, {left, right});
  }
  return left;
}

// Pairs of equal signs cancel. A minus that is left before a number belongs to the number, so that
// the smallest int can be written.
Node* Parser::unary() {
  const auto begin = token_.offset;
  const auto kind = token_.kind;
  if (kind != TokenKind::bang && kind != TokenKind::minus) return member();
  bool odd = false;
  while (take(kind)) odd = !odd;
  const bool numeric = token_.kind == TokenKind::integer || token_.kind == TokenKind::floating;
  if (kind == TokenKind::minus && odd && numeric) return member_of(number(true, begin));
  auto* node = member();
  if (!odd) return node;
  return operation(kind == TokenKind::bang ? "!_" : "-_", begin, begin, {node});
}

}  // namespace baton::cel
