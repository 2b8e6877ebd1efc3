#include "connectors/curl/threads.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

namespace baton::connectors {

namespace asio = boost::asio;

CurlThreads::CurlThreads(Permits::Limits limits, HttpClient::Options options)
    : limits_(limits), options_(std::move(options)), permits_(std::make_shared<Permits>(limits)) {}

CurlThreads::~CurlThreads() { stop(); }

std::chrono::milliseconds CurlThreads::left_until(Permits::TimePoint deadline) {
  // To libcurl, zero means that there is no limit.
  return std::max(std::chrono::milliseconds(1),
                  std::chrono::duration_cast<std::chrono::milliseconds>(
                      deadline - std::chrono::steady_clock::now()));
}

void CurlThreads::complete(CurlWay& way) const {
  way.ca_file = options_.ca_file;
  way.own_port = own_port_;
  if (options_.resolve) way.addresses = options_.resolve(way.origin.host);
  way.connect_timeout = options_.connect_timeout;
}

asio::awaitable<CurlThreads::Failure> CurlThreads::perform(std::string server,
                                                           Permits::TimePoint deadline, Work work) {
  auto taking = permits_->take(std::move(server), deadline);
  const auto permit = co_await std::move(taking);
  if (!permit) {
    const bool late = std::chrono::steady_clock::now() >= deadline;
    Failure failure{late ? "timeout" : "stopped", "other conversations took all the time"};
    if (!late) failure.message = "stopped before it began";
    co_return failure;
  }
  if (!threads_) threads_ = std::make_unique<asio::thread_pool>(limits_.all);
  auto there = perform_there(std::move(work));
  auto done = asio::co_spawn(threads_->get_executor(), std::move(there), asio::use_awaitable);
  co_return co_await std::move(done);
}

asio::awaitable<CurlThreads::Failure> CurlThreads::perform_there(Work work) const {
  Failure failure;
  try {
    work(stopped_);
  } catch (const std::exception& problem) {
    failure = {"closed", problem.what()};
  }
  co_return failure;
}

void CurlThreads::stop() {
  permits_->stop();
  if (!threads_) return;
  stopped_ = true;
  threads_->join();
  threads_.reset();
  stopped_ = false;
}

}  // namespace baton::connectors
