#pragma once

#include "cel/ast.hpp"

#include <string>
#include <vector>

namespace baton::cel {

// A part of a condition on which its outcome depends: a value that is compared with literals, or a
// part that is true or false.
struct Question {
  // The value that is compared, or the part that is true or false.
  const Node* node;
  // A text that is the same for all parts that ask the same.
  std::string text;
  // The literals with which the value is compared; empty for a part that is true or false.
  std::vector<Value> literals;
  // `text` is that of the contrary: for `a >= b` it is the text of `a < b`.
  bool negated = false;
};

// True for an integer or floating value. Values without sign are left out: no literal of theirs
// stands in a question.
inline bool is_signed_number(const Value& value) {
  return value.is(Value::Kind::integer) || value.is(Value::Kind::floating);
}

// The questions of an expression and of the conditions that it is made of.
std::vector<Question> questions_of(const Node& root);

}  // namespace baton::cel
