#pragma once

#include <spdlog/spdlog.h>
#include <string>

namespace baton::telemetry {

// Where the log goes (stderr) and how: level "debug|info|warn|error|off", format "text|json".
void set_up_log(const std::string& level, const std::string& format);

}  // namespace baton::telemetry
