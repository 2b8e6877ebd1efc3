#pragma once

#include "baton/core/result.hpp"
#include "baton/core/secret.hpp"
#include "baton/identity/password.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace baton::http {

// Hashes passwords, and checks them, on one thread of its own. A hash is slow on purpose and takes
// 64 MiB, so the thread that serves requests must not wait for it. Because there is only one such
// thread, a flood of sign-ins takes no more than one core and 64 MiB. Called on one executor.
class PasswordDesk {
 public:
  // What a hash costs from now on; tests take less.
  void cost(const identity::HashCost& cost) { cost_ = cost; }

  // As identity::hash_password(). Errc::unavailable when too many wait.
  boost::asio::awaitable<core::Result<std::string>> hash(core::Secret password) {
    return run([password = std::move(password), cost = cost_] {
      return identity::hash_password(password.reveal(), cost);
    });
  }
  // As identity::password_matches(). Errc::unavailable when too many wait.
  boost::asio::awaitable<core::Result<bool>> matches(std::string kept, core::Secret password) {
    return run([kept = std::move(kept), password = std::move(password)] {
      return identity::password_matches(kept, password.reveal());
    });
  }

 private:
  // Whoever comes behind so many would have given up when it is their turn.
  static constexpr std::size_t kWaitingMax = 16;

  // Counts whoever waits.
  struct Waiting {
    explicit Waiting(std::size_t& their_count) : count(their_count) { ++count; }
    ~Waiting() { --count; }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    std::size_t& count;
  };

  template <class Work>
  static boost::asio::awaitable<std::invoke_result_t<Work&>> worked(Work work) {
    co_return work();
  }

  template <class Work>
  boost::asio::awaitable<core::Result<std::invoke_result_t<Work&>>> run(Work work) {
    if (waiting_ >= kWaitingMax)
      co_return core::Error{core::Errc::unavailable,
                            "too many people sign in at once",
                            {},
                            "try again in a few seconds"};
    const Waiting waiting(waiting_);
    if (!thread_) thread_.emplace(1);
    auto working = worked(std::move(work));
    auto done = co_await boost::asio::co_spawn(thread_->get_executor(), std::move(working),
                                               boost::asio::use_awaitable);
    co_return done;
  }

  identity::HashCost cost_{};
  std::size_t waiting_ = 0;
  // Made when it is first needed.
  std::optional<boost::asio::thread_pool> thread_{};
};

}  // namespace baton::http
