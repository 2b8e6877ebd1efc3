// bench_load: sends signed webhooks as fast as asked and prints one line of JSON about how it went.
//
//   --mode accepts    every connection keeps --pipeline requests open; counts answers
//   --mode diamonds   the same, but never more than --window events whose last action has not
//   reached the sink
//   --mode rate       --rate events a second, evenly; measures from before the send to the arrival
//   at the sink
//
// With --count it ends when so many events were answered, otherwise after --seconds.
#include "share.hpp"
#include "webhook.hpp"
#include "wire.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <sys/epoll.h>
#include <vector>

namespace bench {

namespace {

struct Options {
  std::string mode = "accepts", path = "/hooks/bench", secret = "bench-secret", type = "bench.deal",
              share;
  std::uint16_t port = 0;
  int connections = 32, pipeline = 1;
  double seconds = 5, warm_up = 0.5, rate = 20, drain = 10;
  std::uint64_t window = 2'000, count = 0;
  std::int64_t first = kFirst;
};

struct Connection {
  int fd = -1;
  int open = 0;  // requests without an answer
  std::array<char, kMessageMax> in;
  std::size_t filled = 0;
};

class Load {
 public:
  Load(const Options& options, Share* share)
      : options_(options),
        share_(share),
        webhook_(options.path, options.secret, options.type),
        next_(options.first),
        done_before_(share != nullptr ? share->completed.load() : 0) {
    poll_ = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < options_.connections; ++i) {
      auto connection = std::make_unique<Connection>();
      connection->fd = connect_to(options_.port);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = connection.get();
      epoll_ctl(poll_, EPOLL_CTL_ADD, connection->fd, &event);
      connections_.push_back(std::move(connection));
    }
  }

  void run() {
    began_ = now_ns();
    const auto measure_from = began_ + ns(options_.warm_up);
    const auto end = measure_from + ns(options_.seconds);
    std::uint64_t accepted_then = 0, completed_then = 0;
    bool measuring = false;
    std::int64_t from = began_;
    for (auto now = began_; now < end && !broken_ && !counted(); now = now_ns()) {
      if (!measuring && now >= measure_from) {
        measuring = true;
        from = now;
        accepted_then = accepted_;
        completed_then = completed();
      }
      fill(now);
      wait(1);
    }
    const auto to = now_ns();
    measured_ = static_cast<double>(to - from) / 1e9;
    accepted_measured_ = accepted_ - accepted_then;
    completed_measured_ = completed() - completed_then;
    drain();
  }

  void print() const {
    std::printf(
        "{\"mode\":\"%s\",\"sent\":%lld,\"accepted\":%llu,\"refused\":%llu,\"last_refusal\":%d,"
        "\"completed\":%llu,\"seconds\":%."
        "3f,"
        "\"accepts_per_s\":%.1f,\"completed_per_s\":%.1f,\"next\":%lld",
        options_.mode.c_str(), static_cast<long long>(next_ - options_.first),
        static_cast<unsigned long long>(accepted_), static_cast<unsigned long long>(refused_),
        last_refusal_, static_cast<unsigned long long>(completed()), measured_,
        static_cast<double>(accepted_measured_) / measured_,
        static_cast<double>(completed_measured_) / measured_, static_cast<long long>(next_));
    if (share_ != nullptr && options_.mode == "rate") {
      print_latencies("first", &Arrival::first);
      print_latencies("last", &Arrival::last);
    }
    std::printf("}\n");
  }

  bool broken() const { return broken_; }

 private:
  static std::int64_t ns(double seconds) { return static_cast<std::int64_t>(seconds * 1e9); }
  std::uint64_t completed() const {
    return share_ == nullptr ? 0 : share_->completed.load(std::memory_order_acquire) - done_before_;
  }

  std::uint64_t sent() const { return static_cast<std::uint64_t>(next_ - options_.first); }
  bool counted() const { return options_.count != 0 && accepted_ + refused_ >= options_.count; }

  bool may_send() const {
    if (options_.count != 0 && sent() >= options_.count) return false;
    return options_.mode != "diamonds" || sent() - refused_ < completed() + options_.window;
  }

  void fill(std::int64_t now) {
    if (options_.mode == "rate") {
      const auto due =
          static_cast<std::int64_t>(static_cast<double>(now - began_) / 1e9 * options_.rate);
      while (next_ - options_.first < due) {
        sent_at_.push_back(now_ns());
        send_on(*connections_[static_cast<std::size_t>(next_) % connections_.size()]);
      }
      return;
    }
    // From another one each time: a connection that never has its turn is closed by the server.
    ++turn_;
    for (std::size_t at = 0; at < connections_.size(); ++at) {
      auto& connection = *connections_[(turn_ + at) % connections_.size()];
      while (connection.open < options_.pipeline && may_send()) send_on(connection);
    }
  }

  void send_on(Connection& connection) {
    const auto text = webhook_.make(next_++);
    ++connection.open;
    if (send(connection.fd, text.data(), text.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(text.size()))
      broken_ = true;
  }

  void wait(int milliseconds) {
    std::array<epoll_event, 64> events;
    const int count =
        epoll_wait(poll_, events.data(), static_cast<int>(events.size()), milliseconds);
    for (int i = 0; i < count; ++i)
      receive(*static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr));
  }

  void receive(Connection& connection) {
    const auto got = recv(connection.fd, connection.in.data() + connection.filled,
                          connection.in.size() - connection.filled, 0);
    if (got <= 0) {
      broken_ = true;
      epoll_ctl(poll_, EPOLL_CTL_DEL, connection.fd, nullptr);
      return;
    }
    connection.filled += static_cast<std::size_t>(got);
    std::size_t used = 0;
    for (;;) {
      const auto message = first_message({connection.in.data() + used, connection.filled - used});
      if (message.size == 0) break;
      used += message.size;
      --connection.open;
      const int status = message.head.size() > 12 ? std::atoi(message.head.data() + 9) : 0;
      if (status >= 200 && status < 300) {
        ++accepted_;
      } else {
        ++refused_;
        last_refusal_ = status;
      }
    }
    connection.filled -= used;
    if (connection.filled > 0 && used > 0)
      std::memmove(connection.in.data(), connection.in.data() + used, connection.filled);
  }

  // Takes the answers that are still due and, where events lead to actions, waits until all of them
  // were performed.
  void drain() {
    const auto end = now_ns() + ns(options_.drain);
    while (now_ns() < end && !broken_) {
      const bool answered = accepted_ + refused_ >= sent();
      if (answered && (options_.mode == "accepts" || share_ == nullptr || completed() >= accepted_))
        return;
      wait(1);
    }
  }

  void print_latencies(const char* name, std::atomic<std::int64_t> Arrival::*which) const {
    std::vector<double> micros;
    for (std::size_t i = 0; i < sent_at_.size(); ++i) {
      const auto* arrival = share_->find(options_.first + static_cast<std::int64_t>(i));
      const auto at = arrival == nullptr ? 0 : (arrival->*which).load();
      if (at != 0) micros.push_back(static_cast<double>(at - sent_at_[i]) / 1e3);
    }
    std::sort(micros.begin(), micros.end());
    const auto quantile = [&micros](double q) {
      return micros.empty()
                 ? 0.0
                 : micros[std::min(micros.size() - 1, static_cast<std::size_t>(
                                                          q * static_cast<double>(micros.size())))];
    };
    std::printf(
        ",\"%s\":{\"count\":%zu,\"p50_us\":%.0f,\"p95_us\":%.0f,\"p99_us\":%.0f,\"max_us\":%.0f}",
        name, micros.size(), quantile(0.5), quantile(0.95), quantile(0.99),
        micros.empty() ? 0.0 : micros.back());
  }

  Options options_;
  Share* share_;
  Webhook webhook_;
  std::int64_t next_;
  std::uint64_t done_before_;
  int poll_ = -1;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::size_t turn_ = 0;
  std::vector<std::int64_t> sent_at_;
  std::int64_t began_ = 0;
  double measured_ = 1;
  std::uint64_t accepted_ = 0, refused_ = 0, accepted_measured_ = 0, completed_measured_ = 0;
  int last_refusal_ = 0;
  bool broken_ = false;
};

bool read_option(Options& options, std::string_view name, const char* value) {
  if (name == "--mode")
    options.mode = value;
  else if (name == "--path")
    options.path = value;
  else if (name == "--secret")
    options.secret = value;
  else if (name == "--type")
    options.type = value;
  else if (name == "--share")
    options.share = value;
  else if (name == "--port")
    options.port = static_cast<std::uint16_t>(std::atoi(value));
  else if (name == "--connections")
    options.connections = std::max(1, std::atoi(value));
  else if (name == "--pipeline")
    options.pipeline = std::max(1, std::atoi(value));
  else if (name == "--seconds")
    options.seconds = std::atof(value);
  else if (name == "--warm-up")
    options.warm_up = std::atof(value);
  else if (name == "--rate")
    options.rate = std::atof(value);
  else if (name == "--window")
    options.window = std::strtoull(value, nullptr, 10);
  else if (name == "--count")
    options.count = std::strtoull(value, nullptr, 10);
  else if (name == "--first")
    options.first = std::atoll(value);
  else
    return false;
  return true;
}

}  // namespace

}  // namespace bench

int main(int count, char** arguments) {
  bench::Options options;
  if (!bench::read_options(options, count, arguments) || options.port == 0) {
    std::fputs(
        "usage: bench_load --port N --mode accepts|diamonds|rate [--path /hooks/NAME] [--secret S] "
        "[--type EVENT] [--share "
        "FILE]\n"
        "                  [--connections N] [--pipeline N] [--window N] [--rate PER_SECOND] "
        "[--seconds S] [--warm-up S] "
        "[--first N] [--count N]\n",
        stderr);
    return 2;
  }
  try {
    bench::Load load(options, options.share.empty() ? nullptr : &bench::map_share(options.share));
    load.run();
    load.print();
    return load.broken() ? 1 : 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
