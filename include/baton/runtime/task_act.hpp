#pragma once

#include "baton/core/json.hpp"

#include <string>

namespace baton::runtime {

// What somebody does with a task. A value.
struct TaskAct {
  // claim: takes it, or gives it to somebody. release: gives it back. finish: has done it. reopen:
  // wants it done again.
  enum class Kind { claim, release, finish, reopen };
  Kind kind = Kind::claim;
  // claim: the name of whoever is to have it; empty: whoever acts.
  std::string owner{};
  // What is kept with it for people. reopen: why, which must be said; else it may be empty.
  std::string comment{};
  // finish: what was filled in, an object of values by the names of the form; null: nothing.
  core::Json values{};
};

}  // namespace baton::runtime
