#pragma once

#include "baton/ports/failures.hpp"
#include "baton/ports/tx.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace baton::ports {

// Keeps every state. Waiting transactions share one commit. Thread-safe.
class Store {
 public:
  // A transaction: `run` is called once, on the store's thread, and may throw to undo; `done` is
  // called after the commit (null) or when it did not happen (why), on the store's thread: it must
  // only hand over to another. The exception is the callee's alone: moved on, it is never looked at
  // by two threads.
  class Work {
   public:
    virtual ~Work() = default;
    virtual void run(Tx& tx) = 0;
    virtual void done(std::exception_ptr error) noexcept = 0;
  };

  virtual ~Store() = default;
  // Why events from outside are refused for now ("disk: …"); empty when they are not. Any thread.
  virtual std::string refuses() const { return {}; }
  virtual void submit(std::unique_ptr<Work> work) = 0;
  // Reads on another thread, from the last committed state. What people ask for is bounded in time:
  // a read that takes too long ends with StoreUnavailable.
  virtual void submit_read(std::function<void(Queries&)> read,
                           std::function<void(std::exception_ptr)> done) = 0;
  // The same for the server's own work, such as the outbox and the timers: it never waits behind
  // what people ask for, and takes its time.
  virtual void submit_server_read(std::function<void(Queries&)> read,
                                  std::function<void(std::exception_ptr)> done) {
    submit_read(std::move(read), std::move(done));
  }

  // Runs `part(tx)` as one transaction; resumes with its result once that is durable. `part` is
  // borrowed until then. The caller's executor outlives the store, whose thread posts to it.
  template <class Part>
  boost::asio::awaitable<std::invoke_result_t<Part&, Tx&>> transact(Part& part) {
    return await<Tx>(part, [this](auto run, auto done) {
      submit(std::make_unique<FunctionWork>(std::move(run), std::move(done)));
    });
  }
  // Runs `part(queries)` on a reader; resumes with its result. `part` is borrowed until then.
  template <class Part>
  boost::asio::awaitable<std::invoke_result_t<Part&, Queries&>> read(Part& part) {
    return await<Queries>(
        part, [this](auto run, auto done) { submit_read(std::move(run), std::move(done)); });
  }
  // The same for the server's own work.
  template <class Part>
  boost::asio::awaitable<std::invoke_result_t<Part&, Queries&>> read_for_server(Part& part) {
    return await<Queries>(
        part, [this](auto run, auto done) { submit_server_read(std::move(run), std::move(done)); });
  }

 private:
  class FunctionWork final : public Work {
   public:
    FunctionWork(std::function<void(Tx&)> run, std::function<void(std::exception_ptr)> done)
        : run_(std::move(run)), done_(std::move(done)) {}
    void run(Tx& tx) override { run_(tx); }
    void done(std::exception_ptr error) noexcept override { done_(std::move(error)); }

   private:
    std::function<void(Tx&)> run_;
    std::function<void(std::exception_ptr)> done_;
  };

  template <class Side, class Part, class Submit>
  static boost::asio::awaitable<std::invoke_result_t<Part&, Side&>> await(Part& part,
                                                                          Submit submit_it) {
    using Value = std::invoke_result_t<Part&, Side&>;
    using Kept = std::conditional_t<std::is_void_v<Value>, bool, Value>;
    std::optional<Kept> kept;
    auto start = [&part, &kept, &submit_it](auto handler) {
      auto shared = std::make_shared<decltype(handler)>(std::move(handler));
      auto run = [&part, &kept](Side& side) {
        if constexpr (std::is_void_v<Value>) {
          part(side);
          kept = true;
        } else {
          kept.emplace(part(side));
        }
      };
      auto done = [shared](std::exception_ptr error) {
        auto executor = boost::asio::get_associated_executor(*shared);
        boost::asio::post(executor, [shared, error = std::move(error)]() mutable {
          std::move (*shared)(std::move(error));
        });
      };
      submit_it(std::move(run), std::move(done));
    };
    co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&,
                                         void(std::exception_ptr)>(start,
                                                                   boost::asio::use_awaitable);
    if constexpr (!std::is_void_v<Value>) co_return std::move(*kept);
  }
};

}  // namespace baton::ports
