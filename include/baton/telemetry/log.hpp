#pragma once

#include <spdlog/spdlog.h>
#include <string>

namespace baton::telemetry {

// Sends spdlog's default logger to stderr, one line for each message, with times in UTC. `level` is
// "debug", "info", "warn", "error" or "off"; `format` is "text" or "json". Text from outside that a
// message quotes cannot end its line or drive a terminal. Called once, before other threads start.
void set_up_log(const std::string& level, const std::string& format);

// As long as one of these lives, the log set up by set_up_log() leaves out what is written on the
// thread that made it: for worlds that are only simulated, whose troubles nobody has. At most one
// of a thread.
class Muted {
 public:
  Muted();
  ~Muted();
  Muted(const Muted&) = delete;
};

}  // namespace baton::telemetry
