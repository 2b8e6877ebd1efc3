#include "cel/parser.hpp"
#include "cel/syntax_hint.hpp"

#include <utility>

// The operands of operators: names, calls, fields, indexes, lists, maps and keywords.
namespace baton::cel {

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

// True for what may name a message type: a, .a, a.b.c.
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
          "\"" + std::string(name.text) + "\" is a reserved word and cannot name a value",
          name.text == "if" ? std::string(kChoiceHint) : std::string());
  auto* node = make(NodeKind::name, begin, begin);
  node->text = name.text;
  node->leading_dot = leading_dot;
  return token_.kind == TokenKind::left_brace ? message(node) : node;
}

// The opening parenthesis has been taken. Takes the arguments and the closing one.
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

}  // namespace baton::cel
