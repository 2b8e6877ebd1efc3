#pragma once

#include "baton/cel/expression.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace baton::cel {

// Values that parts of expressions are assumed to have, by the text of the part: "inputs.amount" is
// 5001, "inputs.a < inputs.b" is true.
using Assumed = std::map<std::string, Value, std::less<>>;

// Finds out which conditions of a template may hold together. It collects what they ask of values
// that stay the same during a run, as `inputs.amount > 5000` and `inputs.kind == "bug"` do, and
// makes up values that answer these questions in all ways. Parts that read `now` are left out. For
// checks before there is a run; one thread at a time.
class PossibleValues {
 public:
  // What is known of a value before there is a run.
  struct Known {
    // The values that it may have; empty: any.
    std::vector<Value> values{};
    // True if it is a whole number whenever it is a number.
    bool whole = false;
  };

  // `known` is by the text of the value, "inputs.kind".
  explicit PossibleValues(std::map<std::string, Known, std::less<>> known = {})
      : known_(std::move(known)) {}

  // Adds the questions of one condition.
  void add(const Expression& expression);
  // The combinations of answers to all questions that were asked more than once: at least one, and
  // `most` at most. A question that would lead beyond `most` is left out of all of them.
  std::vector<Assumed> ways(std::size_t most) const;

 private:
  // A question, how often it was asked, and the literals with which the value was compared.
  struct Asked {
    std::vector<Value> compared{};
    std::size_t times = 0;
  };

  std::vector<Value> answers(const std::string& text, const Asked& asked) const;

  std::map<std::string, Known, std::less<>> known_;
  std::map<std::string, Asked, std::less<>> asked_;
};

}  // namespace baton::cel
