#pragma once

#include "baton/core/result.hpp"
#include "baton/core/time.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace baton::runtime {

// A thread for work that may take seconds, such as checking a template, so that neither requests
// nor turns wait for it. It does one piece of work at a time. Owned by the runtime; used on its
// executor.
class Workshop {
 public:
  // Without `thread` the work is done on the caller's thread, for tests that have one thread only.
  Workshop(boost::asio::any_io_executor executor, bool thread) : executor_(std::move(executor)) {
    if (thread) thread_.emplace(1);
  }
  ~Workshop() {
    if (thread_) thread_->join();
  }
  Workshop(const Workshop&) = delete;

  // Does the work and resumes with what it returned; what it throws is thrown here.
  // Errc::unavailable when too much work waits already, and when the work is not done in time; it
  // then continues, and its result is dropped. `work` must own all that it uses.
  template <class Work>
  boost::asio::awaitable<core::Result<std::invoke_result_t<Work&>>> run(Work work) {
    if (*waiting_ >= kWaitingMax)
      co_return core::Error{core::Errc::unavailable,
                            "too many templates wait to be checked",
                            {},
                            "try again in a few seconds"};
    co_return co_await surely(std::move(work), kWithin);
  }
  // The same for work that must be done, however much waits and however long it takes.
  template <class Work>
  boost::asio::awaitable<core::Result<std::invoke_result_t<Work&>>> surely(
      Work work, core::Duration within = std::chrono::hours(24)) {
    using Value = std::invoke_result_t<Work&>;
    if (!thread_) co_return work();
    struct Bench {
      explicit Bench(boost::asio::any_io_executor executor) : done(std::move(executor)) {}
      boost::asio::steady_timer done;
      std::optional<Value> value;
      std::exception_ptr thrown;
    };
    ++*waiting_;
    auto bench = std::make_shared<Bench>(executor_);
    bench->done.expires_after(within);
    auto job = [work = std::move(work), bench, waiting = waiting_, executor = executor_]() mutable {
      try {
        bench->value.emplace(work());
      } catch (...) {
        bench->thrown = std::current_exception();
      }
      boost::asio::post(executor, [bench = std::move(bench), waiting = std::move(waiting)] {
        --*waiting;
        bench->done.cancel();
      });
    };
    boost::asio::post(*thread_, std::move(job));
    boost::system::error_code woken;
    co_await bench->done.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    if (!woken)
      co_return core::Error{
          core::Errc::unavailable, "checking the template takes too long", {}, "make it smaller"};
    if (bench->thrown) std::rethrow_exception(bench->thrown);
    co_return std::move(*bench->value);
  }

 private:
  // The most pieces of work that wait or are being done.
  static constexpr std::size_t kWaitingMax = 8;
  // How long run() waits. The largest templates take tenths of a second; one that takes longer was
  // made to.
  static constexpr core::Duration kWithin = std::chrono::seconds(10);

  boost::asio::any_io_executor executor_;
  std::shared_ptr<std::size_t> waiting_ = std::make_shared<std::size_t>(0);
  std::optional<boost::asio::thread_pool> thread_;
};

}  // namespace baton::runtime
