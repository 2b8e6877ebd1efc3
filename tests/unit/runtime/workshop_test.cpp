#include "runtime/workshop.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <future>
#include <gtest/gtest.h>
#include <sys/resource.h>

namespace baton::runtime {
namespace {

TEST(Workshop, DoesNotBeginWorkThatNobodyWaitsFor) {
  boost::asio::io_context context;
  std::promise<void> began;
  std::promise<void> release;
  std::atomic<int> begun = 0;
  int refused = 0;
  Workshop::Refusals words;
  words.too_long.message = "counting takes too long";
  {
    Workshop workshop(context.get_executor(), true, words, Workshop::For::people,
                      std::chrono::milliseconds(1));
    auto first = [&begun, &began, &release] {
      ++begun;
      began.set_value();
      release.get_future().wait();
      return 1;
    };
    auto second = [&begun] { return ++begun; };
    const auto ask = [&](auto work) -> boost::asio::awaitable<void> {
      const auto done = co_await workshop.run(std::move(work));
      if (done) co_return;
      EXPECT_EQ(done.error().message, "counting takes too long");
      // The first goes on for as long as anybody waits for the second.
      if (++refused == 2) release.set_value();
    };
    boost::asio::co_spawn(context, ask(first), boost::asio::detached);
    context.poll();
    began.get_future().wait();
    context.restart();  // the millisecond of the first may be over already, and with it all work
    boost::asio::co_spawn(context, ask(second), boost::asio::detached);
    context.run();
  }
  EXPECT_EQ(refused, 2);
  EXPECT_EQ(begun, 1);
}

TEST(Workshop, OnlyWorkThatNobodyWaitsForGivesWay) {
  boost::asio::io_context context;
  Workshop for_people(context.get_executor(), true, {});
  Workshop for_nobody(context.get_executor(), true, {}, Workshop::For::nobody);
  const auto nice = [] { return getpriority(PRIO_PROCESS, 0); };
  const auto nice_of = [&](Workshop& workshop) {
    int found = 0;
    const auto ask = [&]() -> boost::asio::awaitable<void> {
      const auto done = co_await workshop.surely(nice);
      found = done.value();
    };
    boost::asio::co_spawn(context, ask(), boost::asio::detached);
    context.restart();
    context.run();
    return found;
  };
  EXPECT_EQ(nice_of(for_people), nice());
  EXPECT_EQ(nice_of(for_nobody), std::min(nice() + 10, 19));
}

}  // namespace
}  // namespace baton::runtime
