// bench_sink --share FILE [--port N]: where the benchmark's actions go. POST to any path is
// answered {"ok":true} at once, but to /refuse, which is answered 422; arrivals at /a and /d of the
// event numbered in the body ("n":…) are written to the shared file. GET /stats tells the counts.
#include "share.hpp"
#include "wire.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <sys/epoll.h>
#include <unordered_map>
#include <vector>

namespace bench {

namespace {

constexpr std::string_view kRefused =
    "HTTP/1.1 422 Unprocessable Content\r\nContent-Type: application/json\r\nContent-Length: 19\r\n"
    "\r\n{\"error\":\"refused\"}";
constexpr std::string_view kOk =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"ok\":true}";

struct Connection {
  std::array<char, kMessageMax> in;
  std::size_t filled = 0;
};

std::int64_t number_in(std::string_view body) {
  const void* at = memmem(body.data(), body.size(), "\"n\":", 4);
  if (at == nullptr) return -1;
  const char* text = static_cast<const char*>(at) + 4;
  const char* end = body.data() + body.size();
  while (text < end && *text == ' ') ++text;
  std::int64_t n = -1;
  std::from_chars(text, end, n);
  return n;
}

class Sink {
 public:
  explicit Sink(Share& share) : share_(share) {}

  void run(std::uint16_t port) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    auto address = loopback(port);
    socklen_t size = sizeof address;
    if (bind(listener, plain(address), size) != 0 || listen(listener, 1024) != 0)
      throw std::runtime_error("cannot listen");
    getsockname(listener, static_cast<sockaddr*>(static_cast<void*>(&address)), &size);
    std::printf("listening on 127.0.0.1:%u\n", static_cast<unsigned>(ntohs(address.sin_port)));
    std::fflush(stdout);

    poll_ = epoll_create1(EPOLL_CLOEXEC);
    watch(listener);
    std::array<epoll_event, 256> events;
    for (;;) {
      const int count = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == listener)
          accept_all(listener);
        else if (!serve(fd))
          drop(fd);
      }
    }
  }

 private:
  void watch(int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    epoll_ctl(poll_, EPOLL_CTL_ADD, fd, &event);
  }

  void accept_all(int listener) {
    for (;;) {
      const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) return;
      no_delay(fd);
      connections_[fd] = std::make_unique<Connection>();
      watch(fd);
    }
  }

  void drop(int fd) {
    connections_.erase(fd);
    close(fd);
  }

  // False: the connection is over.
  bool serve(int fd) {
    auto& connection = *connections_[fd];
    const auto got = recv(fd, connection.in.data() + connection.filled,
                          connection.in.size() - connection.filled, 0);
    if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
    connection.filled += static_cast<std::size_t>(got);
    std::size_t used = 0;
    out_.clear();
    for (;;) {
      const auto message = first_message({connection.in.data() + used, connection.filled - used});
      if (message.size == 0) break;
      take(message);
      used += message.size;
    }
    connection.filled -= used;
    if (connection.filled > 0 && used > 0)
      std::memmove(connection.in.data(), connection.in.data() + used, connection.filled);
    if (!out_.empty() &&
        send(fd, out_.data(), out_.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(out_.size()))
      return false;
    return connection.filled < connection.in.size();
  }

  void take(const Message& message) {
    if (message.head.starts_with("GET ")) {
      stats();
      return;
    }
    if (message.head.starts_with("POST /refuse")) {
      out_ += kRefused;
      return;
    }
    const auto now = now_ns();
    out_ += kOk;
    share_.actions.fetch_add(1, std::memory_order_relaxed);
    auto* arrival = share_.find(number_in(message.body));
    if (arrival == nullptr) {
      share_.unknown.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    const auto slash = message.head.find('/');
    const char path = slash + 1 < message.head.size() ? message.head[slash + 1] : ' ';
    if (path == 'a') note(arrival->first, now);
    if (path == 'd' && note(arrival->last, now))
      share_.completed.fetch_add(1, std::memory_order_release);
  }

  bool note(std::atomic<std::int64_t>& slot, std::int64_t now) {
    if (slot.load(std::memory_order_relaxed) != 0) {
      share_.repeated.fetch_add(1, std::memory_order_relaxed);
      return false;
    }
    slot.store(now, std::memory_order_release);
    return true;
  }

  void stats() {
    std::array<char, 256> body{};
    const int length =
        std::snprintf(body.data(), body.size(),
                      "{\"actions\":%llu,\"completed\":%llu,\"repeated\":%llu,\"unknown\":%llu}",
                      static_cast<unsigned long long>(share_.actions.load()),
                      static_cast<unsigned long long>(share_.completed.load()),
                      static_cast<unsigned long long>(share_.repeated.load()),
                      static_cast<unsigned long long>(share_.unknown.load()));
    out_ += "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
            std::to_string(length) + "\r\n\r\n" + body.data();
  }

  Share& share_;
  int poll_ = -1;
  std::unordered_map<int, std::unique_ptr<Connection>> connections_;
  std::string out_;
};

}  // namespace

}  // namespace bench

int main(int count, char** arguments) {
  std::string share;
  std::uint16_t port = 0;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = arguments[i];
    if (name == "--share") share = arguments[i + 1];
    if (name == "--port") port = static_cast<std::uint16_t>(std::atoi(arguments[i + 1]));
  }
  if (share.empty()) {
    std::fputs("usage: bench_sink --share FILE [--port N]\n", stderr);
    return 2;
  }
  try {
    bench::Sink(bench::map_share(share)).run(port);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
  return 0;
}
