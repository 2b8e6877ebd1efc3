#pragma once

#include <spdlog/spdlog.h>
#include <string>

namespace baton::telemetry {

// Sends spdlog's default logger to stderr, one line for each message, with times in UTC. `level` is
// "debug", "info", "warn", "error" or "off"; `format` is "text" or "json". Text from outside that a
// message quotes cannot end its line or drive a terminal. Called once, before other threads start.
void set_up_log(const std::string& level, const std::string& format);

// While such an object lives, the log that set_up_log() has set up drops what the thread that made
// it writes. It is for worlds that are only simulated: their warnings are about nothing that has
// happened. One at a time on each thread; it is destroyed on the thread that made it.
class Muted {
 public:
  Muted();
  ~Muted();
  Muted(const Muted&) = delete;
};

}  // namespace baton::telemetry
