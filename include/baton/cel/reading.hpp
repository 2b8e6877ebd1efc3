#pragma once

#include "baton/core/json.hpp"

#include <string>
#include <vector>

namespace baton::cel {

// An expression that does nothing but read: a name and members below it, such as
// body.issue.?fields. What it gives can be found without evaluating it.
struct Reading {
  // One member on the way.
  struct Member {
    // The name of the member.
    std::string name{};
    // True if it is read with `.?`, and may be absent.
    bool optional = false;
  };
  // What following the members came to. `other`: only an evaluation says what the expression gives.
  // Mostly that is an error.
  enum class Outcome { found, absent, other };

  // The name that is read.
  std::string name{};
  // The members below it, outermost first.
  std::vector<Member> members{};

  // True if the expression gives an optional.
  bool optional() const;
  // True if this is the value that `other` reads, or a part of it.
  bool within(const Reading& other) const;
  // Follows the members from the value of the name. If it is found, `at` becomes what is read.
  Outcome follow(const core::Json*& at) const;
  // The same in a value that may be changed.
  Outcome follow(core::Json*& at) const;
};

}  // namespace baton::cel
