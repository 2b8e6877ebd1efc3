#include "vendor.hpp"

#include "wire.hpp"

#include <algorithm>
#include <csignal>
#include <map>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <utility>
#include <vector>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

// An answer as Jira Cloud gives it, with the header fields that it has besides.
std::string answer(std::string_view status, std::string_view body) {
  return "HTTP/1.1 " + std::string(status) +
         "\r\nDate: Mon, 04 May 2026 10:11:12 GMT\r\nContent-Type: application/json;charset=UTF-8"
         "\r\nServer: AtlassianEdge\r\nX-Arequestid: 6ae4b9d9f2f3c1e0b8a7d6c5e4f3a2b1"
         "\r\nX-Aaccountid: 557058%3A9f6f3b6e-aa00-4b5c-8d10-2f8f0f4b0a01"
         "\r\nCache-Control: no-cache, no-store, no-transform\r\nX-Content-Type-Options: nosniff"
         "\r\nAtl-Traceid: 9d2f4c1a0b3e4d5f8a7b6c5d4e3f2a1b\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

class Loop {
 public:
  explicit Loop(int listener) : listener_(listener) {}

  [[noreturn]] void run() {
    for (;;) {
      std::vector<pollfd> wanted{{listener_, POLLIN, 0}};
      for (const auto& [fd, bytes] : open_) wanted.push_back({fd, POLLIN, 0});
      poll(wanted.data(), wanted.size(), late_.empty() ? -1 : 1);
      if (wanted.front().revents != 0) take();
      for (auto one = wanted.begin() + 1; one != wanted.end(); ++one)
        if (one->revents != 0) read_from(one->fd);
      send_late();
    }
  }

 private:
  void take() {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    no_delay(fd);
    open_.emplace(fd, std::string());
  }

  void read_from(int fd) {
    char part[kMessageMax];
    const auto count = recv(fd, part, sizeof part, 0);
    if (count <= 0) {
      std::erase_if(late_, [fd](const auto& one) { return one.second == fd; });
      open_.erase(fd);
      close(fd);
      return;
    }
    auto& bytes = open_.at(fd);
    bytes.append(part, static_cast<std::size_t>(count));
    for (auto message = first_message(bytes); message.size > 0; message = first_message(bytes)) {
      if (message.head.starts_with("POST /token "))
        late_.emplace_back(Clock::now() + Vendor::kTokenTakes, fd);
      else
        put(fd, created_);
      bytes.erase(0, message.size);
    }
  }

  void send_late() {
    const auto now = Clock::now();
    for (const auto& [when, fd] : late_)
      if (when <= now) put(fd, token_);
    std::erase_if(late_, [now](const auto& one) { return one.first <= now; });
  }

  static void put(int fd, const std::string& text) {
    if (send(fd, text.data(), text.size(), MSG_NOSIGNAL) < 0) return;  // its client is gone
  }

  const int listener_;
  const std::string created_ = answer(
      "201 Created",
      R"({"id":"10000","key":"WEB-24","self":"https://acme.atlassian.net/rest/api/3/issue/10000"})");
  const std::string token_ =
      answer("200 OK", R"({"access_token":"a-token","token_type":"Bearer","expires_in":3600})");
  std::map<int, std::string> open_{};
  std::vector<std::pair<Clock::time_point, int>> late_{};
};

}  // namespace

Vendor::Vendor() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(0);
  address.sin_addr.s_addr = htonl(INADDR_ANY);  // 127.0.0.0/8 is many systems, each an origin
  socklen_t size = sizeof address;
  if (listener < 0 || bind(listener, plain(address), size) != 0 || listen(listener, 1024) != 0 ||
      getsockname(listener, static_cast<sockaddr*>(static_cast<void*>(&address)), &size) != 0)
    throw std::runtime_error("the vendor cannot listen");
  port_ = ntohs(address.sin_port);
  process_ = fork();
  if (process_ < 0) throw std::runtime_error("the vendor cannot be started");
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    Loop(listener).run();
  }
  close(listener);
}

Vendor::~Vendor() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

}  // namespace bench
