#pragma once

#include "cel/ast.hpp"

#include <string>
#include <vector>

namespace baton::cel {

// A part of a condition on which its outcome depends: a value that is compared with literals, or
// what is true or false in itself.
struct Question {
  const Node* node;             // the value that is compared, or the part that is true or false
  std::string text;             // the same for all parts that ask the same
  std::vector<Value> literals;  // what it is compared with; empty: it is true or false
  bool negated = false;         // `text` says the contrary: of `a >= b` it is that of `a < b`
};

// The questions at the top of an expression, and of the conditions in it.
std::vector<Question> questions_of(const Node& root);

}  // namespace baton::cel
