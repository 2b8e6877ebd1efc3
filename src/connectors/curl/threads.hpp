#pragma once

#include "baton/connectors/http_client.hpp"
#include "baton/core/time.hpp"
#include "connectors/curl/permits.hpp"
#include "connectors/curl/way.hpp"

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace baton::connectors {

// Holds conversations by libcurl on threads of its own, since libcurl blocks. All connections share
// the threads, and they begin with the first conversation. Lives on the executor of its callers.
class CurlThreads {
 public:
  // `options`: those of HTTP, of which the time to connect, the certificate authorities and the
  // resolver are used.
  CurlThreads(Permits::Limits limits, HttpClient::Options options);
  ~CurlThreads();
  CurlThreads(const CurlThreads&) = delete;

  // Performs a task by converse(task, stopped) on one of the threads, once there is a permit for
  // it. The timeout of its way begins now. Returns the outcome; that of a task which got no permit
  // is one that never began, with the code "timeout" or "stopped". Never throws for what the
  // network does.
  template <class Task>
  auto run(Task task)
      -> boost::asio::awaitable<decltype(converse(task, std::declval<std::atomic<bool>&>()))> {
    struct Job {
      Task task;
      decltype(converse(task, std::declval<std::atomic<bool>&>())) outcome{};
    };
    const auto job = std::make_shared<Job>(Job{std::move(task)});
    auto& way = job->task.server.way;
    complete(way);
    const auto deadline = core::plus(std::chrono::steady_clock::now(), way.timeout);
    Work work = [job, deadline](const std::atomic<bool>& stopped) {
      job->task.server.way.timeout = left_until(deadline);
      job->outcome = converse(job->task, stopped);
    };
    auto performing = perform(way.origin.text(), deadline, std::move(work));
    const auto failure = co_await std::move(performing);
    if (!failure.code.empty()) {
      job->outcome.code = failure.code;
      job->outcome.message = failure.message;
    }
    co_return std::move(job->outcome);
  }

  // This process listens at this port: nothing goes there. Any thread.
  void never(std::uint16_t own_port) { own_port_ = own_port; }

  // Ends what is under way, within a second or as soon as the system's resolver lets go, and waits
  // for that. Must be called (or this destroyed) before the executor's context goes.
  void stop();

 private:
  using Work = std::function<void(const std::atomic<bool>& stopped)>;
  // Why there is no outcome; without a code there is one.
  struct Failure {
    std::string code{};
    std::string message{};
  };

  static std::chrono::milliseconds left_until(Permits::TimePoint deadline);
  // Sets in a way what all conversations have in common: authorities, own port, addresses, time.
  void complete(CurlWay& way) const;
  boost::asio::awaitable<Failure> perform(std::string server, Permits::TimePoint deadline,
                                          Work work);
  // On one of the threads.
  boost::asio::awaitable<Failure> perform_there(Work work) const;

  const Permits::Limits limits_;
  const HttpClient::Options options_;
  std::atomic<std::uint16_t> own_port_ = 0;
  std::atomic<bool> stopped_ = false;
  std::shared_ptr<Permits> permits_;
  std::unique_ptr<boost::asio::thread_pool> threads_{};
};

}  // namespace baton::connectors
