#include "runtime/load_watch.hpp"

#include "baton/core/own_events.hpp"
#include "unit/runtime/stepping.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace baton::runtime {
namespace {

class LoadWatchTest : public SteppingTest {
 protected:
  LoadWatchTest() {
    publish(
        "review",
        "on: [{ event: go }]\n"
        "steps: { agree: { team: legal, approve: { by: { group: legal }, ask: 'Agree?' } } }\n");
  }
  // What is stored after a pass.
  core::Json after_pass() {
    bool done = false;
    boost::asio::co_spawn(io_, watch_.pass(), [&done](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
      done = true;
    });
    io_.restart();
    io_.poll();
    EXPECT_TRUE(done);
    core::Json stored;
    transact([&](ports::Tx& tx) { stored = core::parse_json(tx.setting("team_load")).value(); });
    return stored;
  }

  boost::asio::io_context io_;
  std::shared_ptr<const calendar::Calendars> calendars_ =
      std::make_shared<const calendar::Calendars>();
  LoadWatch watch_{io_.get_executor(), *store_, clock_, plans_, [this] { return calendars_; }};
};

TEST_F(LoadWatchTest, MeasuresOnceADay) {
  post("go");
  clock_.advance(std::chrono::hours(1));
  bus_->post(core::approval_decide(runs().at(0).id(), "agree", true, "", "", "lea", clock_.now()));
  post("go");
  EXPECT_EQ(after_pass().at("teams").at("legal").size(), 1U);
  clock_.advance(std::chrono::hours(3));
  EXPECT_EQ(after_pass().at("teams").at("legal").size(), 1U);
  clock_.advance(std::chrono::hours(24));
  EXPECT_EQ(after_pass().at("teams").at("legal").size(), 2U);
}

}  // namespace
}  // namespace baton::runtime
