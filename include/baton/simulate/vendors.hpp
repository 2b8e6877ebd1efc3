#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace baton::simulate {

// What an action comes to when the vendor's answer is this HTTP status: what connectors make of it
// for an operation that may be repeated and has no rules of its own. The output of a success is
// `body`. 429, and 503 with `retry_after`, are throttled; 408, 425 and any other 5xx are transient;
// what is left is permanent.
core::ActionResult of_http(int status, core::Json body, core::Duration retry_after = {});

// The vendors of a world, who answer as a script says. Not thread-safe.
class Vendors {
 public:
  struct Answers {
    std::vector<core::ActionResult> in_order{};
    bool over_and_over = false;  // the last one answers all further calls
  };

  // What calls of an operation ("jira.create_issue") come to from now on: those that follow the
  // last answer stay open, unless it answers over and over. Takes the place of what was said before
  // of this operation.
  void script(const std::string& operation, Answers answers);

  // What one call comes to; nullopt: the script says nothing of it. A look for the effect of an
  // earlier call (StartAction::Mode::read_back) takes the next answer like any other call: a
  // success is what it found, HTTP 404 says that there is nothing.
  std::optional<core::ActionResult> answer(const core::StartAction& action);

 private:
  struct Script {
    Answers answers;
    std::size_t answered = 0;  // of answers.in_order
  };
  std::map<std::string, Script> scripts_;  // by operation
};

}  // namespace baton::simulate
