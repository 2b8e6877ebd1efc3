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

// How an action ends when the vendor answers with this HTTP status. It is what connectors make of
// the status for an operation that may be repeated and has no rules of its own. 2xx succeeds, and
// `body` is its output. 429, and 503 with `retry_after`, are throttled; 408, 425 and any other 5xx
// are transient; every other status is permanent.
core::ActionResult of_http(int status, core::Json body, core::Duration retry_after = {});

// The vendors of a world, who answer as a script says. For one thread only.
class Vendors {
 public:
  // The answers to the calls of one operation.
  struct Answers {
    // Each call takes the next one.
    std::vector<core::ActionResult> in_order{};
    // True: the last one answers all further calls. False: further calls stay open.
    bool over_and_over = false;
  };

  // Sets how calls of an operation ("jira.create_issue") are answered from now on, in place of what
  // was set before.
  void script(const std::string& operation, Answers answers);

  // The answer to one call; nullopt if the script has none for it, so that the call stays open. A
  // look for the effect of an earlier call (StartAction::Mode::read_back) takes the next answer
  // like any other call: a success is what it found, and HTTP 404 says that it found nothing.
  std::optional<core::ActionResult> answer(const core::StartAction& action);

 private:
  struct Script {
    Answers answers;
    std::size_t answered = 0;  // how many of answers.in_order were given
  };
  std::map<std::string, Script> scripts_;  // by operation
};

}  // namespace baton::simulate
