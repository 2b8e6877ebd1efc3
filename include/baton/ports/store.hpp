#pragma once

#include "baton/ports/failures.hpp"
#include "baton/ports/tx.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace baton::ports {

// The space that a store takes, and what its disk has left.
struct Space {
  // Free for this process, in bytes.
  std::uintmax_t free = 0;
  // The size of the database with its log, in bytes.
  std::uintmax_t used = 0;
};

// Keeps all that Baton knows. Transactions that wait at the same time share one commit. Any thread
// may call it.
class Store {
 public:
  // A transaction. Both functions are called on the store's thread.
  class Work {
   public:
    virtual ~Work() = default;
    // The reads and writes of the transaction. It is called once. When it throws, all that it wrote
    // is undone, and done() gets the exception.
    virtual void run(Tx& tx) = 0;
    // Called once the transaction is durable, with a null `error`, or when it did not happen, with
    // the reason: what run() threw, StoreUnavailable or StoreBroken. It should only hand over to
    // another thread. The exception is no other work's: once moved to another thread, only that
    // thread looks at it.
    virtual void done(std::exception_ptr error) noexcept = 0;
  };

  virtual ~Store() = default;
  // Why events from outside are refused for now ("disk: …"); empty when they are not.
  virtual std::string refuses() const { return {}; }
  // The space on disk as it is now; nullopt when there is no disk, or it does not say.
  virtual std::optional<Space> space() const { return std::nullopt; }
  // Runs a transaction, after all that were submitted before it.
  virtual void submit(std::unique_ptr<Work> work) = 0;
  // Calls `read` on a reading thread with a snapshot of what is committed, then `done` as
  // Work::done() is called. For reads that people ask for: one that takes too long, or finds too
  // many others waiting, ends with StoreUnavailable.
  virtual void submit_read(std::function<void(Queries&)> read,
                           std::function<void(std::exception_ptr)> done) = 0;
  // The same for the server's own reads, such as those of the outbox and the timers. They never
  // wait behind what people ask for, and their time is not limited.
  virtual void submit_server_read(std::function<void(Queries&)> read,
                                  std::function<void(std::exception_ptr)> done) {
    submit_read(std::move(read), std::move(done));
  }
  // The same for what is computed beside the turns, such as forecasts: a read that nobody waits
  // for. The server's own reads and those that people ask for never wait behind it. Its time is not
  // limited, so it should be short: the write-ahead log grows while its snapshot is open, and the
  // thread that writes may come to wait for its end.
  virtual void submit_read_beside(std::function<void(Queries&)> read,
                                  std::function<void(std::exception_ptr)> done) {
    submit_server_read(std::move(read), std::move(done));
  }

  // Runs `part(tx)` as one transaction and resumes with its result once that is durable. Throws
  // what `part` threw, StoreUnavailable or StoreBroken; then nothing of it happened. `part` is
  // borrowed until then. The caller's executor must outlive the store, whose thread posts to it.
  template <class Part>
  boost::asio::awaitable<std::invoke_result_t<Part&, Tx&>> transact(Part& part) {
    return await<Tx>(part, [this](auto run, auto done) {
      submit(std::make_unique<FunctionWork>(std::move(run), std::move(done)));
    });
  }
  // Runs `part(queries)` as submit_read() does and resumes with its result. `part` is borrowed
  // until then.
  template <class Part>
  boost::asio::awaitable<std::invoke_result_t<Part&, Queries&>> read(Part& part) {
    return await<Queries>(
        part, [this](auto run, auto done) { submit_read(std::move(run), std::move(done)); });
  }
  // Runs `part(queries)` as submit_server_read() does.
  template <class Part>
  boost::asio::awaitable<std::invoke_result_t<Part&, Queries&>> read_for_server(Part& part) {
    return await<Queries>(
        part, [this](auto run, auto done) { submit_server_read(std::move(run), std::move(done)); });
  }
  // Runs `part(queries)` as submit_read_beside() does.
  template <class Part>
  boost::asio::awaitable<std::invoke_result_t<Part&, Queries&>> read_beside(Part& part) {
    return await<Queries>(
        part, [this](auto run, auto done) { submit_read_beside(std::move(run), std::move(done)); });
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
