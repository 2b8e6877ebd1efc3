#include "app/first_admin.hpp"

#include "baton/runtime/saved_views.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <gtest/gtest.h>
#include <memory>
#include <string>

namespace baton::app {
namespace {

TEST(FirstAdmin, FindsNothingOfATokenOfTheNameThatHasExpired) {
  simulate::VirtualClock clock;
  simulate::CountingRandom random;
  const auto store = store::open_memory({clock, random, false});
  const auto admin = core::Actor::token("admin");
  tests::at_once(*store, [&](ports::Tx& tx) {
    identity::Grant grant{"admin", identity::Role::admin};
    grant.expires_at = clock.now() + std::chrono::hours(1);
    auto token = identity::new_token(grant, {}, clock.now()).token;
    token.id = tx.new_token_id();
    tx.put_token(token);
    ASSERT_TRUE(runtime::keep_view(tx, admin, {"Mine", "status:failed"}));
  });
  clock.advance(std::chrono::hours(1));
  boost::asio::io_context io{1};
  std::string text;
  boost::asio::co_spawn(
      io,
      ensure_admin_token(*store, clock, false, [&text](const std::string& made) { text = made; }),
      [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
  io.run();
  EXPECT_TRUE(text.starts_with("bt_")) << text;
  tests::at_once(*store, [&](ports::Tx& tx) {
    ASSERT_EQ(tx.tokens().size(), 2U);
    EXPECT_EQ(tx.tokens().back().name, "admin");
    EXPECT_TRUE(runtime::saved_views(tx, admin).empty());
  });
}

}  // namespace
}  // namespace baton::app
