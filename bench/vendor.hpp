#pragma once

#include <chrono>
#include <cstdint>
#include <sys/types.h>

namespace bench {

// A vendor in a process of its own, so that its CPU time is not that of the program. It listens at
// a free port of all addresses of loopback, and keeps connections open. POST /token is answered
// after kTokenTakes with a token; every other request at once with an issue that was created.
// Make it before any thread is started, since it is a fork. It ends with this object, or with the
// program.
class Vendor {
 public:
  // How long a token takes.
  static constexpr std::chrono::milliseconds kTokenTakes{500};

  Vendor();
  ~Vendor();
  Vendor(const Vendor&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  std::uint16_t port_ = 0;
  pid_t process_ = 0;
};

}  // namespace bench
