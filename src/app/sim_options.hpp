#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <string>
#include <vector>

namespace baton::app {

// What can be said on the command line of `baton sim vendors` about things that go wrong.
struct SimFaults {
  // VENDOR=WHAT[:SHARE], where WHAT is a status from 400 to 599, busy or lost, and SHARE is from 0
  // to 1.
  std::vector<std::string> faults{};
  // VENDOR=DURATION.
  std::vector<std::string> latencies{}, lags{};
  // VENDOR=NUMBER, requests a second.
  std::vector<std::string> rates{};
};

// The script of faults that they are, as POST /_control of the simulator takes it. A vendor is one
// of `known`, or `all`. Errc::invalid names the option and says how it is written.
core::Result<core::Json> fault_script(const SimFaults& faults,
                                      const std::vector<std::string>& known);

}  // namespace baton::app
