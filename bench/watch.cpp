// bench_watch --port N --token T [--connections N] [--topics T] [--seconds S]: live followers of
// the server's stream. Prints one line of JSON: how many streams were open, and how many records
// and bytes came on them within the time. It begins to count once all streams are open, and says so
// by a line "open".
#include "share.hpp"
#include "wire.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <vector>

namespace bench {

namespace {

struct Options {
  std::uint16_t port = 0;
  std::string token, topics = "runs";
  int connections = 1'000;
  double seconds = 5;
};

// What each record begins with.
constexpr std::string_view kRecord = "\nevent: ";

// A stream of the server: how far it has come.
struct Stream {
  int fd = -1;
  bool open = false;  // the head of the answer has come
  std::uint64_t records = 0;
  std::array<char, 16>
      tail{};  // the last bytes, since a record may begin on the border of two reads
  std::size_t tail_size = 0;
};

class Watch {
 public:
  explicit Watch(const Options& options)
      : options_(options), streams_(static_cast<std::size_t>(options.connections)) {
    poll_ = epoll_create1(EPOLL_CLOEXEC);
    const std::string request = "GET /api/v1/stream?topics=" + options.topics +
                                " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " +
                                options.token + "\r\n\r\n";
    for (Stream& stream : streams_) {
      stream.fd = connect_to(options.port);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = &stream;
      epoll_ctl(poll_, EPOLL_CTL_ADD, stream.fd, &event);
      if (send(stream.fd, request.data(), request.size(), MSG_NOSIGNAL) !=
          static_cast<ssize_t>(request.size()))
        throw std::runtime_error("a request was not taken");
    }
  }

  void run() {
    wait_until(now_ns() + 30'000'000'000, true);
    if (opened_ < streams_.size())
      throw std::runtime_error("only " + std::to_string(opened_) + " streams were opened");
    std::printf("open\n");
    std::fflush(stdout);
    bytes_ = 0;
    for (Stream& stream : streams_) stream.records = 0;
    const auto began = now_ns();
    wait_until(began + static_cast<std::int64_t>(options_.seconds * 1e9), false);
    seconds_ = static_cast<double>(now_ns() - began) / 1e9;
  }

  void print() const {
    std::uint64_t all = 0, least = streams_.front().records, most = 0;
    for (const Stream& stream : streams_) {
      all += stream.records;
      least = std::min(least, stream.records);
      most = std::max(most, stream.records);
    }
    std::printf(
        "{\"streams\":%zu,\"ended\":%zu,\"seconds\":%.3f,\"records\":%llu,\"least\":%llu,\"most\":"
        "%llu,\"bytes\":%llu}\n",
        streams_.size(), ended_, seconds_, static_cast<unsigned long long>(all),
        static_cast<unsigned long long>(least), static_cast<unsigned long long>(most),
        static_cast<unsigned long long>(bytes_));
  }

 private:
  // Reads until then, or until all streams are open.
  void wait_until(std::int64_t end, bool opening) {
    std::array<epoll_event, 256> events;
    for (auto now = now_ns(); now < end && !(opening && opened_ == streams_.size());
         now = now_ns()) {
      const int milliseconds =
          static_cast<int>(std::min<std::int64_t>(100, (end - now) / 1'000'000 + 1));
      const int count =
          epoll_wait(poll_, events.data(), static_cast<int>(events.size()), milliseconds);
      for (int at = 0; at < count; ++at)
        receive(*static_cast<Stream*>(events[static_cast<std::size_t>(at)].data.ptr));
    }
  }

  void receive(Stream& stream) {
    // A few bytes of the read before stand in front of what comes.
    std::memcpy(buffer_.data(), stream.tail.data(), stream.tail_size);
    const auto got = recv(stream.fd, buffer_.data() + stream.tail_size,
                          buffer_.size() - stream.tail_size, MSG_DONTWAIT);
    if (got <= 0) {
      if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
      ++ended_;
      epoll_ctl(poll_, EPOLL_CTL_DEL, stream.fd, nullptr);
      return;
    }
    bytes_ += static_cast<std::uint64_t>(got);
    const std::string_view text(buffer_.data(), stream.tail_size + static_cast<std::size_t>(got));
    if (!stream.open) open(stream, text);
    for (auto at = text.find(kRecord); at != std::string_view::npos;
         at = text.find(kRecord, at + kRecord.size()))
      ++stream.records;
    // One byte less than a record's beginning, so that none is counted twice.
    stream.tail_size = std::min(kRecord.size() - 1, text.size());
    std::memcpy(stream.tail.data(), text.data() + text.size() - stream.tail_size, stream.tail_size);
  }

  void open(Stream& stream, std::string_view text) {
    if (!text.starts_with("HTTP/1.1 200"))
      throw std::runtime_error("a stream was refused: " + std::string(text.substr(0, 300)));
    stream.open = true;
    ++opened_;
  }

  const Options& options_;
  std::vector<Stream> streams_;
  int poll_ = -1;
  std::array<char, 262'144> buffer_;
  std::size_t opened_ = 0, ended_ = 0;
  std::uint64_t bytes_ = 0;
  double seconds_ = 0;
};

bool read_option(Options& options, std::string_view name, const char* value) {
  if (name == "--port")
    options.port = static_cast<std::uint16_t>(std::atoi(value));
  else if (name == "--token")
    options.token = value;
  else if (name == "--topics")
    options.topics = value;
  else if (name == "--connections")
    options.connections = std::max(1, std::atoi(value));
  else if (name == "--seconds")
    options.seconds = std::atof(value);
  else
    return false;
  return true;
}

}  // namespace

}  // namespace bench

int main(int count, char** arguments) {
  bench::Options options;
  if (!bench::read_options(options, count, arguments) || options.port == 0 ||
      options.token.empty()) {
    std::fputs(
        "usage: bench_watch --port N --token T [--connections N] [--topics runs,events] "
        "[--seconds S]\n",
        stderr);
    return 2;
  }
  try {
    bench::Watch watch(options);
    watch.run();
    watch.print();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
