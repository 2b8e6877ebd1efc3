#pragma once

#include "baton/core/json.hpp"

#include <string>
#include <vector>

namespace baton::cel {

// An expression that only reads a name and members below it, such as body.issue.?fields. Its value
// can be found without an evaluation.
struct Reading {
  // One member on the way.
  struct Member {
    // The name of the member.
    std::string name{};
    // True if it is read with `.?`, and may be absent.
    bool optional = false;
  };
  // The outcome of following the members. `other`: only an evaluation tells what the expression
  // gives, which is an error in most cases.
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
