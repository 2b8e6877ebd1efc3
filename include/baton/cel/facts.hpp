#pragma once

#include "baton/cel/expression.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace baton::cel {

// What parts of expressions come to, each by its text: "inputs.amount" -> 5001, "inputs.a <
// inputs.b" -> true.
using Assumed = std::map<std::string, Value, std::less<>>;

// What several conditions ask of values that stay as they are, as `inputs.amount > 5000` and
// `inputs.kind == "bug"`: it tells which of them may hold together. What reads `now` is left out.
class Facts {
 public:
  // What a value may be at all, where that is known before there is one.
  struct Known {
    std::vector<Value> values{};  // one of these; empty: any
    bool whole = false;           // a whole number
  };

  // By text, as "inputs.kind".
  explicit Facts(std::map<std::string, Known, std::less<>> known = {}) : known_(std::move(known)) {}

  void add(const Expression& expression);
  // The ways in which all that was asked more than once may stand together, `most` at the most:
  // what is beyond is left open. There is always one.
  std::vector<Assumed> ways(std::size_t most) const;

 private:
  struct Asked {
    std::vector<Value> compared{};  // with these
    std::size_t times = 0;
  };

  std::vector<Value> answers(const std::string& text, const Asked& asked) const;

  std::map<std::string, Known, std::less<>> known_;
  std::map<std::string, Asked, std::less<>> asked_;
};

}  // namespace baton::cel
