#pragma once

#include <cstdint>
#include <string>

namespace baton::app::commands {

// What `baton insight flow` is asked for.
struct FlowOptions {
  std::string workflow{};
  std::string version{};
  int days = 30;
};

// What `baton insight bottlenecks` is asked for.
struct BottleneckOptions {
  std::string workflow{};
  int days = 30;
  int before = 90;
  std::string lang{};
};

// A length of time for people, in the largest unit that it fills: "4.2d", "37m", "800ms"; "-" for
// none. Below ten of a unit with one decimal.
std::string length_text(std::int64_t milliseconds);

}  // namespace baton::app::commands
