#include "app/service_manager.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace baton::app {

namespace {

std::optional<std::uint64_t> number_in(const Environment& environment, const char* name) {
  const auto text = environment(name).value_or("");
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// A socket that is connected to `path`; -1 when there is none. A path that begins with "@" is a
// name of the abstract namespace of unix(7).
int connected_to(const std::string& path) {
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path) return -1;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (path.front() == '@') address.sun_path[0] = '\0';
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  const int made = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (made < 0) return -1;
  sockaddr_storage any{};
  std::memcpy(&any, &address, sizeof address);
  if (::connect(made, static_cast<const sockaddr*>(static_cast<const void*>(&any)), length) == 0)
    return made;
  ::close(made);
  return -1;
}

}  // namespace

ServiceManager::ServiceManager(const Environment& environment)
    : socket_(connected_to(environment("NOTIFY_SOCKET").value_or(""))) {
  const auto within = number_in(environment, "WATCHDOG_USEC");
  const auto watched = number_in(environment, "WATCHDOG_PID");
  const bool this_one = !watched || *watched == static_cast<std::uint64_t>(::getpid());
  if (socket_ >= 0 && within && *within > 1 && this_one)
    sign_of_life_ = std::chrono::microseconds(*within / 2);
}

ServiceManager::~ServiceManager() {
  if (socket_ >= 0) ::close(socket_);
}

void ServiceManager::tell(std::string_view assignments) const {
  if (socket_ < 0) return;
  // Nothing depends on this message: systemd sees for itself when a server does not get ready.
  [[maybe_unused]] const auto sent =
      ::send(socket_, assignments.data(), assignments.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace baton::app
