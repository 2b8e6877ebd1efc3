#pragma once

#include "ledger.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace simulator {

// What is to go wrong, scripted by POST /_control:
//   {"fail":  [{"path_prefix":"/jira","method":"POST","status":503,"times":1,"retry_after":1}],
//   refused, nothing done
//    "delay": [{"path_prefix":"/jira","ms":500,"times":3}], "delay_ms": 500, done, answered late
//    "drop":  [{"path_prefix":"/jira","times":1}] or a number, done, never answered "clear": true}
//    forget all of it
// `times` omitted: always.
class Faults {
 public:
  // Adds a script. The text says what was expected when it is not one.
  std::optional<std::string> add(const Json& script);
  std::optional<Reply> refusal(const Request& request);
  std::chrono::milliseconds delay(const Request& request);
  bool drop(const Request& request);

 private:
  struct Rule {
    std::string path_prefix, method;
    long times = -1;  // left; -1: always
    int status = 503;
    int retry_after = -1;
    int ms = 0;
    bool matches(const Request& request) const;
  };
  static std::vector<Rule> rules(const Json& list);
  static const Rule* take(std::vector<Rule>& rules, const Request& request);

  std::vector<Rule> fails_, delays_, drops_;
};

}  // namespace simulator
