#pragma once

#include <arpa/inet.h>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

// As much of HTTP/1.1 as two programs need that know each other's messages: heads ended by an empty
// line, Content-Length.
namespace bench {

inline constexpr std::size_t kMessageMax = 65'536;

struct Message {
  std::string_view head;  // without the empty line
  std::string_view body;
  std::size_t size = 0;  // of both, with the empty line; 0: not complete yet
};

// Value of Content-Length, in any case; 0 when there is none.
inline std::size_t content_length(std::string_view head) {
  for (std::size_t line = head.find('\n'); line != std::string_view::npos;
       line = head.find('\n', line + 1)) {
    constexpr std::string_view kName = "content-length:";
    const auto rest = head.substr(line + 1);
    if (rest.size() <= kName.size() || strncasecmp(rest.data(), kName.data(), kName.size()) != 0)
      continue;
    std::size_t at = kName.size(), length = 0;
    while (at < rest.size() && rest[at] == ' ') ++at;
    std::from_chars(rest.data() + at, rest.data() + rest.size(), length);
    return length;
  }
  return 0;
}

inline Message first_message(std::string_view bytes) {
  const void* end = memmem(bytes.data(), bytes.size(), "\r\n\r\n", 4);
  if (end == nullptr) return {};
  const auto head = static_cast<std::size_t>(static_cast<const char*>(end) - bytes.data());
  const auto length = content_length(bytes.substr(0, head));
  if (bytes.size() < head + 4 + length) return {};
  return {bytes.substr(0, head), bytes.substr(head + 4, length), head + 4 + length};
}

inline sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

inline const sockaddr* plain(const sockaddr_in& address) {
  return static_cast<const sockaddr*>(static_cast<const void*>(&address));
}

inline void no_delay(int fd) {
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

inline int connect_to(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(port);
  if (fd < 0 || connect(fd, plain(address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect to 127.0.0.1:" + std::to_string(port));
  }
  no_delay(fd);
  return fd;
}

// Reads the arguments of a program, "--name value" each, with read_option(options, name, value) of
// its file. False: there is none, one is not known, or the last has no value.
template <class Options>
bool read_options(Options& options, int count, char** arguments) {
  bool good = count > 1;
  for (int i = 1; i < count; i += 2)
    good = good && i + 1 < count && read_option(options, arguments[i], arguments[i + 1]);
  return good;
}

}  // namespace bench
