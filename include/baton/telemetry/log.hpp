#pragma once

#include <spdlog/spdlog.h>
#include <string>

namespace baton::telemetry {

// Sends spdlog's default logger to stderr, one line for each message, with times in UTC. `level` is
// "debug", "info", "warn", "error" or "off"; `format` is "text" or "json". Text from outside that a
// message quotes cannot end its line or drive a terminal. Called once, before other threads start.
void set_up_log(const std::string& level, const std::string& format);

// While an object of this class lives, the log of set_up_log() drops every line that the thread
// which made the object writes. Simulations use it, because their warnings are about things that
// have not happened. Each thread has at most one at a time, and destroys it itself.
class Muted {
 public:
  // Mutes the calling thread; the destructor ends that. Logs that set_up_log() has not set up are
  // not affected.
  Muted();
  ~Muted();
  Muted(const Muted&) = delete;
};

}  // namespace baton::telemetry
