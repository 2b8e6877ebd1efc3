#include "contract/store_fixture.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <stdexcept>
#include <thread>
#include <utility>

// The store as a coroutine uses it: transact() and read().
namespace baton::store {
namespace {

using boost::asio::awaitable;
using ports::Queries;
using ports::Tx;

// Runs a coroutine to its end on this thread; rethrows what it threw.
void run(boost::asio::io_context& context, awaitable<void> body) {
  std::exception_ptr failure;
  const auto finish = [&failure](std::exception_ptr error) { failure = std::move(error); };
  boost::asio::co_spawn(context, std::move(body), finish);
  context.run();
  if (failure) std::rethrow_exception(std::move(failure));
}

awaitable<void> append_and_read(ports::Store& store) {
  const auto caller = std::this_thread::get_id();
  auto append = [](Tx& tx) {
    auto event = make_event("a.b", "1");
    return tx.append(event);
  };
  const auto result = co_await store.transact(append);
  EXPECT_EQ(std::this_thread::get_id(), caller) << "it resumes where it was";
  auto find = [id = result.id](Queries& queries) { return queries.event(id); };
  const auto event = co_await store.read(find);
  EXPECT_TRUE(event);
  auto nothing = [](Tx& tx) { tx.set_setting("a", "1"); };
  co_await store.transact(nothing);
  auto setting = [](Queries& queries) { return queries.setting("a"); };
  EXPECT_EQ(co_await store.read(setting), "1");
}

TEST_P(StoreContract, ResumesACoroutineWithTheResultOnceItIsKept) {
  boost::asio::io_context context;
  run(context, append_and_read(*store_));
  store_.reset();  // before its callers' executor
}

awaitable<void> fail_twice(ports::Store& store) {
  auto fail = [](Tx& tx) {
    tx.set_setting("a", "1");
    throw std::out_of_range("why");
  };
  bool caught = false;
  try {
    co_await store.transact(fail);
  } catch (const std::out_of_range&) {
    caught = true;
  }
  EXPECT_TRUE(caught);
  auto setting = [](Queries& queries) { return queries.setting("a"); };
  EXPECT_EQ(co_await store.read(setting), "");
  auto fail_reading = [](Queries&) { throw std::domain_error("read"); };
  co_await store.read(fail_reading);
}

TEST_P(StoreContract, ThrowsInTheCoroutineWhatUndidIt) {
  boost::asio::io_context context;
  EXPECT_THROW(run(context, fail_twice(*store_)), std::domain_error);
  store_.reset();
}

}  // namespace
}  // namespace baton::store
