#include "cel/parser.hpp"

#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "cel/syntax_hint.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
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

namespace {

// Words of other languages where this one has signs.
std::string_view word_hint(std::string_view before, std::string_view got) {
  const auto either = [](std::string_view word, std::string_view lower, std::string_view upper) {
    return word == lower || word == upper;
  };
  if (either(got, "and", "AND")) return "write &&";
  if (either(got, "or", "OR")) return "write ||";
  if (either(before, "not", "NOT") || either(got, "not", "NOT"))
    return "write ! before what must not hold";
  if (either(got, "is", "IS") || either(got, "equals", "EQUALS")) return "write ==";
  if (either(got, "contains", "matches"))
    return "write text.contains(\"part\"), or text.matches(\"pattern\")";
  if (got == ",") return "a list is written in brackets: x in [\"a\", \"b\"]";
  return {};
}

}  // namespace

void Parser::syntax_error(std::string_view expected) {
  if (failed_) return;
  const auto got = token_.kind == TokenKind::end ? std::string("the end")
                                                 : "\"" + core::shortened(token_.text, 40) + "\"";
  fault(token_.offset, "cel/syntax", "expected " + std::string(expected) + ", got " + got,
        syntax_hint(text_, {token_.offset, last_text_, token_.text},
                    std::string(word_hint(last_text_, token_.text))));
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

// The node ends where the last token ended; it is deeper than its parts.
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

// Repeated signs cancel; an odd one before a number belongs to the number, so that the smallest int
// can be written.
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

Node* Parser::member() { return member_of(primary()); }

Node* Parser::member_of(Node* node) {
  while (!failed_) {
    if (token_.kind == TokenKind::dot) {
      node = dotted(node);
    } else if (token_.kind == TokenKind::left_bracket) {
      node = indexed(node);
    } else {
      return node;
    }
  }
  return node;
}

namespace {

// a, .a, a.b.c: what may name a message type.
bool is_qualified_name(const Node& node) {
  if (node.kind == NodeKind::name) return true;
  return node.kind == NodeKind::select && !node.optional && is_qualified_name(*node.parts[0]);
}

}  // namespace

Node* Parser::dotted(Node* target) {
  const auto dot = token_.offset;
  advance();
  const bool optional = take(TokenKind::question);
  const auto field = token_;
  if (field.kind != TokenKind::identifier && field.kind != TokenKind::quoted_identifier) {
    syntax_error("the name of a field");
    return target;
  }
  advance();
  const bool plain = field.kind == TokenKind::identifier;
  const auto name = plain ? field.text : field.text.substr(1, field.text.size() - 2);
  const auto paren = token_.offset;
  if (plain && !optional && take(TokenKind::left_paren)) {
    std::vector<Node*> parts{target};
    for (auto* argument : arguments(TokenKind::right_paren)) parts.push_back(argument);
    auto* call = operation(name, target->offset, paren, std::move(parts));
    call->member = true;
    return expand(call);
  }
  auto* node = make(NodeKind::select, target->offset, dot, {target});
  node->text = name;
  node->optional = optional;
  if (token_.kind == TokenKind::left_brace && plain && is_qualified_name(*node))
    return message(node);
  return node;
}

Node* Parser::indexed(Node* target) {
  const auto at = token_.offset;
  advance();
  const bool optional = take(TokenKind::question);
  auto* key = expression();
  expect(TokenKind::right_bracket, "']'");
  auto* node = make(NodeKind::index, target->offset, at, {target, key});
  node->optional = optional;
  return node;
}

Node* Parser::primary() {
  const auto begin = token_.offset;
  switch (token_.kind) {
    case TokenKind::identifier:
    case TokenKind::dot: return named();
    case TokenKind::left_paren: {
      advance();
      auto* inner = expression();
      expect(TokenKind::right_paren, "')'");
      inner->offset = static_cast<std::uint32_t>(begin);
      inner->length = static_cast<std::uint32_t>(last_end_ - begin);
      return inner;
    }
    case TokenKind::left_bracket: return list();
    case TokenKind::left_brace: return map();
    case TokenKind::minus:  // behind '!', where only a number may have a sign
      advance();
      if (token_.kind == TokenKind::integer || token_.kind == TokenKind::floating)
        return number(true, begin);
      break;
    case TokenKind::integer:
    case TokenKind::unsigned_integer:
    case TokenKind::floating: return number(false, begin);
    case TokenKind::string:
    case TokenKind::bytes: return text_literal();
    case TokenKind::keyword_true:
    case TokenKind::keyword_false:
    case TokenKind::keyword_null: {
      const auto kind = token_.kind;
      advance();
      auto* node = make(NodeKind::literal, begin, begin);
      if (kind != TokenKind::keyword_null)
        node->value = Value::boolean(kind == TokenKind::keyword_true);
      return node;
    }
    default: break;
  }
  syntax_error("a value");
  return make(NodeKind::literal, begin, begin);
}

Node* Parser::named() {
  const auto begin = token_.offset;
  const bool leading_dot = take(TokenKind::dot);
  const auto name = token_;
  if (name.kind != TokenKind::identifier) {
    syntax_error("a name");
    return make(NodeKind::literal, begin, begin);
  }
  advance();
  const auto paren = token_.offset;
  if (take(TokenKind::left_paren)) {
    auto* call = operation(name.text, begin, paren, arguments(TokenKind::right_paren));
    call->leading_dot = leading_dot;
    return expand(call);
  }
  if (is_reserved(name.text))
    fault(name.offset, "cel/reserved",
          "\"" + std::string(name.text) + "\" is a reserved word and cannot name a value");
  auto* node = make(NodeKind::name, begin, begin);
  node->text = name.text;
  node->leading_dot = leading_dot;
  return token_.kind == TokenKind::left_brace ? message(node) : node;
}

// The opening parenthesis is taken; the closing one will be.
std::vector<Node*> Parser::arguments(TokenKind closing) {
  std::vector<Node*> parts;
  if (take(closing)) return parts;
  do {
    parts.push_back(expression());
  } while (take(TokenKind::comma));
  expect(closing, "',' or ')'");
  return parts;
}

Node* Parser::list() {
  const auto begin = token_.offset;
  advance();
  std::vector<Node*> parts;
  std::vector<bool> optionals;
  while (token_.kind != TokenKind::right_bracket && token_.kind != TokenKind::comma && !failed_) {
    optionals.push_back(take(TokenKind::question));
    parts.push_back(expression());
    if (token_.kind != TokenKind::comma) break;
    advance();
  }
  if (parts.empty()) take(TokenKind::comma);
  expect(TokenKind::right_bracket, "',' or ']'");
  auto* node = make(NodeKind::list, begin, begin, std::move(parts));
  node->optionals = std::move(optionals);
  return node;
}

Node* Parser::map() {
  const auto begin = token_.offset;
  advance();
  std::vector<Node*> parts;
  std::vector<bool> optionals;
  while (token_.kind != TokenKind::right_brace && token_.kind != TokenKind::comma && !failed_) {
    optionals.push_back(take(TokenKind::question));
    parts.push_back(expression());
    expect(TokenKind::colon, "':' behind the key");
    parts.push_back(expression());
    if (token_.kind != TokenKind::comma) break;
    advance();
  }
  if (parts.empty()) take(TokenKind::comma);
  expect(TokenKind::right_brace, "',' or '}'");
  auto* node = make(NodeKind::map, begin, begin, std::move(parts));
  node->optionals = std::move(optionals);
  return node;
}

Node* Parser::message(Node* name) {
  const auto brace = token_.offset;
  advance();
  std::vector<Node*> parts;
  std::vector<std::string> fields;
  std::vector<bool> optionals;
  while (token_.kind != TokenKind::right_brace && !failed_) {
    optionals.push_back(take(TokenKind::question));
    const bool quoted = token_.kind == TokenKind::quoted_identifier;
    if (!quoted && token_.kind != TokenKind::identifier) {
      syntax_error("the name of a field or '}'");
      break;
    }
    fields.emplace_back(quoted ? token_.text.substr(1, token_.text.size() - 2) : token_.text);
    advance();
    expect(TokenKind::colon, "':' behind the field");
    parts.push_back(expression());
    if (!take(TokenKind::comma)) break;
  }
  expect(TokenKind::right_brace, "',' or '}'");
  auto* node = make(NodeKind::message, name->offset, brace, std::move(parts));
  for (const auto* part = name; part != nullptr;
       part = part->parts.empty() ? nullptr : part->parts[0]) {
    node->text =
        (part->leading_dot ? "." : "") + part->text + (node->text.empty() ? "" : "." + node->text);
  }
  node->fields = std::move(fields);
  node->optionals = std::move(optionals);
  return node;
}

Node* Parser::text_literal() {
  const auto token = token_;
  advance();
  std::string value;
  std::string wrong;
  if (!unquote(token, value, wrong)) fault(token.offset, "cel/syntax", wrong);
  auto* node = make(NodeKind::literal, token.offset, token.offset);
  node->text = std::move(value);  // the value borrows it: nodes stay where they are
  node->value = token.kind == TokenKind::bytes ? Value::borrowed_bytes(node->text)
                                               : Value::borrowed_string(node->text);
  return node;
}

namespace {

// Digits of an int or uint token, with its base taken off; false when they do not fit 64 bits.
bool read_magnitude(std::string_view text, std::uint64_t& out) {
  const bool hex = text.size() > 2 && (text[1] == 'x' || text[1] == 'X');
  if (hex) text.remove_prefix(2);
  if (text.ends_with('u') || text.ends_with('U')) text.remove_suffix(1);
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), out, hex ? 16 : 10);
  return error == std::errc() && end == text.data() + text.size();
}

// A double; too large a one is refused, too small a one is 0.
bool read_double(std::string_view text, double& out) {
  out = std::strtod(std::string(text).c_str(), nullptr);
  return std::isfinite(out);
}

}  // namespace

Node* Parser::number(bool negative, std::size_t begin) {
  const auto token = token_;
  advance();
  auto* node = make(NodeKind::literal, begin, begin);
  std::uint64_t magnitude = 0;
  double real = 0;
  constexpr auto kIntMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (token.kind == TokenKind::floating) {
    if (read_double(token.text, real)) {
      node->value = Value::floating(negative ? -real : real);
      return node;
    }
  } else if (read_magnitude(token.text, magnitude)) {
    if (token.kind == TokenKind::unsigned_integer) {
      node->value = Value::unsigned_integer(magnitude);
      return node;
    }
    if (magnitude <= kIntMax + (negative ? 1 : 0)) {
      node->value = Value::integer(static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude));
      return node;
    }
  }
  const auto* range = token.kind == TokenKind::floating  ? "a double"
                      : token.kind == TokenKind::integer ? "64 bits with sign"
                                                         : "64 bits";
  fault(begin, "cel/syntax",
        "the number " + core::shortened(token.text, 40) + " does not fit " + range);
  return node;
}

}  // namespace baton::cel
