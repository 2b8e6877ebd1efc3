#include "runtime/rounds.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <gtest/gtest.h>
#include <stdexcept>

namespace baton::runtime {
namespace {

namespace asio = boost::asio;

class RoundsTest : public testing::Test {
 protected:
  asio::io_context io_;
  Rounds rounds_{io_.get_executor(), "it could not be done"};
};

TEST_F(RoundsTest, EndsWithThePassInWhichItIsStopped) {
  int passes = 0;
  bool ended = false;
  const Rounds::Pass pass = [&]() -> asio::awaitable<void> {
    ++passes;
    rounds_.stop();
    co_return;
  };
  asio::co_spawn(io_, rounds_.run(pass), [&ended](const std::exception_ptr&) { ended = true; });
  io_.poll();
  EXPECT_TRUE(ended) << "it does not rest first";
  EXPECT_EQ(passes, 1);
}

TEST_F(RoundsTest, APassThatThrowsEndsNothing) {
  std::exception_ptr thrown;
  bool ended = false;
  const Rounds::Pass pass = []() -> asio::awaitable<void> {
    throw std::runtime_error("away");
    co_return;
  };
  asio::co_spawn(io_, rounds_.run(pass), [&](const std::exception_ptr& error) {
    thrown = error;
    ended = true;
  });
  io_.poll();
  EXPECT_FALSE(ended) << "it rests, to try again";
  rounds_.stop();
  io_.poll();
  EXPECT_TRUE(ended);
  EXPECT_FALSE(thrown);
}

}  // namespace
}  // namespace baton::runtime
