#pragma once

#include "app/config.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace baton::app {

// Tells systemd how the server fares, as sd_notify(3) describes: one datagram a message, to the
// socket that the variable NOTIFY_SOCKET names. Without that variable nothing is sent. Never
// blocks: a message that cannot be sent is dropped. One thread.
class ServiceManager {
 public:
  explicit ServiceManager(const Environment& environment);
  ~ServiceManager();
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;

  // Sends assignments, one a line, such as "READY=1\nSTATUS=listening".
  void tell(std::string_view assignments) const;

  // How often a sign of life (`WATCHDOG=1`) is to be sent: half of the time after which systemd
  // would end the process (WATCHDOG_USEC). Nothing when it does not watch this process.
  std::optional<std::chrono::microseconds> sign_of_life() const { return sign_of_life_; }

 private:
  int socket_ = -1;
  std::optional<std::chrono::microseconds> sign_of_life_{};
};

}  // namespace baton::app
