#pragma once

#include <spdlog/spdlog.h>
#include <string>

namespace baton::telemetry {

// Sends spdlog's default logger to stderr, one line for each message, with times in UTC. `level` is
// "debug", "info", "warn", "error" or "off"; `format` is "text" or "json". Text from outside that a
// message quotes cannot end its line or drive a terminal. Called once, before other threads start.
void set_up_log(const std::string& level, const std::string& format);

}  // namespace baton::telemetry
