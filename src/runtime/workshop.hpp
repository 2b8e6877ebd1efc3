#pragma once

#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/give_way.hpp"

#include <atomic>
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
  // What run() answers in place of a result, in the words of the owner, who knows what the work is.
  struct Refusals {
    // Too much work waits already.
    core::Error too_much{core::Errc::unavailable, "too much work waits already", {}, {}};
    // The work was not done in time, or the workshop closes.
    core::Error too_long{core::Errc::unavailable, "the work takes too long", {}, {}};
  };

  // Whether anybody waits for the work. If nobody does, its thread gives way to all others
  // (ports::give_way()).
  enum class For { people, nobody };

  // Without `thread` the work is done on the caller's thread, for tests that have one thread only.
  // `within`: how long run() waits.
  Workshop(boost::asio::any_io_executor executor, bool thread, Refusals refusals,
           For whom = For::people, core::Duration within = kWithin)
      : executor_(std::move(executor)), refusals_(std::move(refusals)), within_(within) {
    if (!thread) return;
    thread_.emplace(1);
    if (whom == For::nobody) boost::asio::post(*thread_, [] { ports::give_way(); });
  }
  ~Workshop() {
    *closes_ = true;
    if (thread_) thread_->join();
  }
  Workshop(const Workshop&) = delete;

  // Does the work and resumes with what it returned; what it throws is thrown here. Otherwise one
  // of the refusals. Work that has begun when its time is over continues, and its result is
  // dropped. Work that has not begun by then never begins, so that nothing waits behind work that
  // nobody waits for. `work` must own all that it uses.
  template <class Work>
  boost::asio::awaitable<core::Result<std::invoke_result_t<Work&>>> run(Work work) {
    if (*waiting_ >= kWaitingMax) co_return refusals_.too_much;
    co_return co_await do_it(std::move(work), within_, true);
  }
  // The same for work that must be done, however much waits and however long it takes.
  template <class Work>
  boost::asio::awaitable<core::Result<std::invoke_result_t<Work&>>> surely(Work work) {
    return do_it(std::move(work), std::chrono::hours(24), false);
  }

 private:
  // The most pieces of work that wait or are being done.
  static constexpr std::size_t kWaitingMax = 8;
  // Far longer than templates take that people write.
  static constexpr core::Duration kWithin = std::chrono::seconds(10);

  // `droppable`: the work is not begun once nobody waits for it.
  template <class Work>
  boost::asio::awaitable<core::Result<std::invoke_result_t<Work&>>> do_it(Work work,
                                                                          core::Duration within,
                                                                          bool droppable) {
    using Value = std::invoke_result_t<Work&>;
    if (!thread_) co_return work();
    struct Bench {
      explicit Bench(boost::asio::any_io_executor executor) : done(std::move(executor)) {}
      boost::asio::steady_timer done;
      std::atomic<bool> dropped = false;
      std::optional<Value> value;
      std::exception_ptr thrown;
    };
    ++*waiting_;
    const auto too_long = refusals_.too_long;  // the workshop may be gone when this resumes
    auto bench = std::make_shared<Bench>(executor_);
    bench->done.expires_after(within);
    auto job = [work = std::move(work), bench, waiting = waiting_, executor = executor_, droppable,
                closes = closes_]() mutable {
      try {
        const bool begins = !droppable || (!bench->dropped && !*closes);
        if (begins) bench->value.emplace(work());
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
    bench->dropped = !woken;
    if (!woken) co_return too_long;
    if (bench->thrown) std::rethrow_exception(bench->thrown);
    if (!bench->value) co_return too_long;  // the workshop closes
    co_return std::move(*bench->value);
  }

  boost::asio::any_io_executor executor_;
  Refusals refusals_;
  core::Duration within_;
  std::shared_ptr<std::atomic<bool>> closes_ = std::make_shared<std::atomic<bool>>(false);
  std::shared_ptr<std::size_t> waiting_ = std::make_shared<std::size_t>(0);
  std::optional<boost::asio::thread_pool> thread_;
};

}  // namespace baton::runtime
