#pragma once

#include "cel/ast.hpp"
#include "cel/lexer.hpp"

#include <initializer_list>

namespace baton::cel {

// Recursive descent over the grammar of the CEL specification; its functions are named after the
// rules. After the first syntax error every token reads as the end, so that all rules return at
// once. Errors of meaning (reserved words, arguments of macros) do not stop it.
class Parser {
 public:
  Parser(std::string_view text, Syntax& syntax, core::Findings& findings);
  void run();

 private:
  Node* expression();
  Node* logical(NodeKind kind, TokenKind token, Node* (Parser::*operand)());
  Node* disjunction() {
    return logical(NodeKind::logical_or, TokenKind::logical_or, &Parser::conjunction);
  }
  Node* conjunction() {
    return logical(NodeKind::logical_and, TokenKind::logical_and, &Parser::relation);
  }
  Node* relation();
  Node* addition();
  Node* multiplication();
  Node* unary();

  // In parser_operands.cpp:
  Node* member();
  Node* member_of(Node* node);
  Node* dotted(Node* target);
  Node* indexed(Node* target);
  Node* primary();
  Node* named();
  Node* list();
  Node* map();
  Node* message(Node* name);
  std::vector<Node*> arguments(TokenKind closing);

  // In parser_literals.cpp:
  Node* number(bool negative, std::size_t begin);
  Node* text_literal();

  // In macros.cpp. Returns the macro that a call is, or else the call itself.
  Node* expand(Node* call);
  Node* expand_has(Node* call);
  Node* expand_comprehension(Node* call, Macro macro, std::size_t variables, bool filtered);
  bool variable_of(const Node& argument, std::vector<std::string>& variables);

  Node* make(NodeKind kind, std::size_t begin, std::size_t at, std::vector<Node*> parts = {});
  Node* operation(std::string_view function, std::size_t begin, std::size_t at,
                  std::vector<Node*> parts);
  void finish(Node* node);
  bool take(TokenKind kind);
  void expect(TokenKind kind, std::string_view what);
  void advance();
  void syntax_error(std::string_view expected);
  void fault(std::size_t offset, std::string rule, std::string message, std::string hint = {});

  std::string_view text_;
  Syntax& syntax_;
  core::Findings& findings_;
  Lexer lexer_;
  Token token_;
  // Where the last taken token ends.
  std::size_t last_end_ = 0;
  std::string_view last_text_;
  std::size_t depth_ = 0;
  bool failed_ = false;
  bool too_deep_ = false;
};

}  // namespace baton::cel
