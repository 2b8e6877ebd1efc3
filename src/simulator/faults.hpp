#pragma once

#include "baton/core/json.hpp"
#include "simulator/request.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace baton::simulator {

// What is to go wrong. A script is JSON:
//   {"fail":  [{"path_prefix":"/jira","method":"POST","status":503,"times":1,"retry_after":1}],
//    "delay": [{"path_prefix":"/jira","ms":500,"times":3}], "delay_ms": 500,
//    "drop":  [{"path_prefix":"/jira","times":1}],
//    "rate":  {"jira": 10}, "lag_ms": {"jira": 5000}, "clear": true}
// `fail` refuses and does nothing, `delay` answers late, `drop` does what was asked and never
// answers. Without `times` a rule holds for ever; `share` (0 to 1) makes it hold by chance. The
// status "busy" is the vendor's own way to say "slow down". `rate` is how many requests a vendor
// takes in a second before it says so; `lag_ms` is how much later than its writes a vendor's search
// sees them. "clear" forgets all rules first. One thread.
class Faults {
 public:
  // A refusal that a rule asks for.
  struct Refusal {
    // The status; 0: the vendor's own "slow down".
    int status = 0;
    // Seconds of Retry-After; -1: the vendor's own.
    int retry_after = -1;
  };

  // `seed` decides what chance decides.
  explicit Faults(std::uint64_t seed = 1) : seed_(seed) {}

  // Adds a script. Returns what was expected when it is not one; then nothing of it holds.
  std::optional<std::string> add(const core::Json& script);
  // The refusal that this request meets, by a rule or because its vendor was asked too often.
  std::optional<Refusal> refusal(const Request& request, std::chrono::microseconds now);
  // How long the answer is held back.
  std::chrono::milliseconds delay(const Request& request);
  // True if the answer is never to be sent.
  bool drop(const Request& request);
  // How much later than its writes a vendor's search sees them.
  std::chrono::milliseconds lag(const std::string& vendor) const;

 private:
  struct Rule {
    std::string path_prefix{}, method{};
    long times = -1;  // left; -1: always
    double share = 1;
    int status = 503;
    int retry_after = -1;
    int ms = 0;
  };
  struct Rate {
    double a_second = 0;
    double left = 0;
    std::chrono::microseconds at{0};
  };

  static std::vector<Rule> rules(const core::Json& list);
  const Rule* take(std::vector<Rule>& rules, const Request& request);
  bool over_rate(const std::string& vendor, std::chrono::microseconds now);

  std::uint64_t seed_;
  std::vector<Rule> fails_{}, delays_{}, drops_{};
  std::map<std::string, Rate> rates_{};
  std::map<std::string, std::chrono::milliseconds> lags_{};
};

}  // namespace baton::simulator
