#pragma once

#include "baton/core/json.hpp"

#include <string>

namespace baton::runtime {

// What somebody does with a task. A value.
struct TaskAct {
  // What they do. `claim`: they take it, or give it to somebody. `release`: they give it back.
  // `finish`: they have done it. `reopen`: they want it done again.
  enum class Kind { claim, release, finish, reopen };
  // What they do.
  Kind kind = Kind::claim;
  // For `claim`: the name of whoever is to have it; empty for whoever acts.
  std::string owner{};
  // A remark that is kept for people. `reopen` needs one that says why; the others may go without.
  std::string comment{};
  // For `finish`: what was filled in, an object of values by the names of the form; null: nothing.
  core::Json values{};
};

}  // namespace baton::runtime
