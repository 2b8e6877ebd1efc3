#include "runtime/poller.hpp"

#include "baton/runtime/middle.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

namespace asio = boost::asio;
using core::ActionResult;
using core::Json;
using std::chrono::minutes;
using Texts = std::vector<std::string>;

// A system with records, two to a page, which remembers what it was asked.
class Records final : public ports::Connectors {
 public:
  explicit Records(asio::io_context& io) : gate_(io) {
    gate_.expires_at(asio::steady_timer::time_point::max());
  }
  asio::awaitable<ActionResult> perform(const core::StartAction&) override { co_return answer; }
  core::Operations operations() const override { return {}; }
  std::size_t concurrency(std::string_view) const override { return 1; }
  std::vector<ports::Poll> polls() const override { return set_up; }
  asio::awaitable<ports::PollPage> poll(std::string connection, std::string, Json progress,
                                        core::Time now) override {
    asked.push_back(progress);
    if (waits) {
      boost::system::error_code released;
      co_await gate_.async_wait(asio::redirect_error(asio::use_awaitable, released));
    }
    if (throws) throw std::runtime_error("a slip of ours");
    ports::PollPage page;
    page.result = answer;
    if (answer.kind != ActionResult::Kind::succeeded) co_return page;
    auto at = progress.is_null() ? 0U : progress.at("read").get<std::size_t>();
    for (std::size_t end = std::min(at + 2, records.size()); at < end; ++at) {
      core::Event event;
      event.type = "record.changed";
      event.source = connection;
      event.origin = records[at];
      event.time = event.received = now;
      page.events.push_back(std::move(event));
    }
    page.progress = {{"read", at}, {"watermark", std::to_string(at)}};
    page.more = endless || at < records.size();
    co_return page;
  }
  void release() {
    waits = false;
    gate_.cancel();
  }

  std::vector<ports::Poll> set_up{{"crm", "deals", minutes(5)}};
  Texts records{};
  std::vector<Json> asked{};  // the progress of each time that it was asked
  ActionResult answer{};
  bool waits = false;
  bool throws = false;
  bool endless = false;  // each page says that more follow

 private:
  asio::steady_timer gate_;
};

// A store whose work is lost while the test says so, as if the process had ended before the commit.
class LosingStore final : public ports::Store {
 public:
  explicit LosingStore(std::unique_ptr<ports::Store> in) : in_(std::move(in)) {}
  void submit(std::unique_ptr<Work> work) override {
    if (!loses) return in_->submit(std::move(work));
    work->done(std::make_exception_ptr(ports::StoreUnavailable("lost")));
  }
  void submit_read(std::function<void(ports::Queries&)> read,
                   std::function<void(std::exception_ptr)> done) override {
    in_->submit_read(std::move(read), std::move(done));
  }
  // The store itself, which loses nothing.
  ports::Store& within() { return *in_; }
  bool loses = false;

 private:
  std::unique_ptr<ports::Store> in_;
};

class PollerTest : public testing::Test {
 protected:
  PollerTest() {
    tests::at_once(store_.within(), [this](ports::Tx& tx) { middle_.load(tx); });
    arm();
  }
  void poll() {
    io_.restart();
    io_.poll();
  }
  void arm() {
    asio::co_spawn(io_, poller_->arm(), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
    });
    poll();
  }
  // As if the process had been started again. What the former one waits for may still come.
  void restart() {
    before_.push_back(std::exchange(poller_, make()));
    arm();
  }
  std::unique_ptr<Poller> make() {
    return std::make_unique<Poller>(io_.get_executor(), store_, middle_.bus(), records_, clock_,
                                    [this](core::Time due) { armed_ = due; });
  }
  // What the timers would do now: tells of each poll that is due. Returns how many are.
  std::size_t look() {
    Texts due;
    tests::at_once(store_.within(), [&](ports::Tx& tx) {
      for (const auto& alarm : tx.due_alarms(clock_.steady(), clock_.now(), 10)) {
        EXPECT_EQ(alarm.kind, core::AlarmKind::poll);
        due.push_back(alarm.step.name);
      }
    });
    for (const auto& name : due) poller_->due(name);
    poll();
    if (!store_.loses && std::exchange(waits_, false)) {
      middle_.wake();
      poll();
    }
    return due.size();
  }
  // The ids of all events that are in the log.
  Texts log() {
    Texts origins;
    tests::at_once(store_.within(), [&](ports::Tx& tx) {
      for (const auto& event : tx.events_after(core::EventId(1), 100))
        if (event.type == "record.changed") origins.push_back(event.origin);
    });
    return origins;
  }
  PollState state() { return poller_->states().at(0); }

  asio::io_context io_;
  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  telemetry::Metrics metrics_;
  LosingStore store_{store::open_memory({clock_, random_, false})};
  Middle middle_{store_,
                 clock_,
                 random_,
                 metrics_,
                 Options{},
                 {[](std::vector<core::StartAction>) {}, [this](core::Duration) { waits_ = true; }}};
  bool waits_ = false;  // the store did not take a turn, which is to be tried again
  Records records_{io_};
  std::optional<core::Time> armed_{};
  std::unique_ptr<Poller> poller_ = make();
  std::vector<std::unique_ptr<Poller>> before_{};
};

TEST_F(PollerTest, ANewPollIsAskedAtOnceAndThenAsOftenAsItSays) {
  EXPECT_EQ(armed_, clock_.steady());
  records_.records = {"a"};
  EXPECT_EQ(look(), 1U);
  EXPECT_EQ(log(), Texts{"a"});
  EXPECT_EQ(armed_, clock_.steady() + minutes(5));
  EXPECT_EQ(look(), 0U);
  clock_.advance(minutes(4));
  EXPECT_EQ(look(), 0U);
  clock_.advance(minutes(1));
  records_.records.push_back("b");
  EXPECT_EQ(look(), 1U);
  EXPECT_EQ(log(), (Texts{"a", "b"}));
}

TEST_F(PollerTest, APageIsOneStepAndTheNextOneIsDueAtOnce) {
  records_.records = {"a", "b", "c", "d", "e"};
  EXPECT_EQ(look(), 1U);
  EXPECT_EQ(log(), (Texts{"a", "b"}));
  EXPECT_EQ(armed_, clock_.steady()) << "others have their turn in between";
  EXPECT_EQ(look(), 1U);
  EXPECT_EQ(look(), 1U);
  EXPECT_EQ(look(), 0U);
  EXPECT_EQ(log(), records_.records);
  EXPECT_EQ(state().events, 5);
  EXPECT_EQ(state().watermark(), "5");
}

TEST_F(PollerTest, WhatWasAnsweredAndNotStoredIsAskedForOnceMore) {
  records_.records = {"a", "b", "c"};
  look();
  store_.loses = true;
  look();
  EXPECT_EQ(log(), (Texts{"a", "b"}));
  store_.loses = false;
  restart();
  EXPECT_EQ(look(), 1U) << "its alarm is still due";
  EXPECT_EQ(records_.asked.back().at("read"), 2) << "from where it was before";
  EXPECT_EQ(log(), records_.records);
}

// The watermark and the events are one transaction: none of them is ever there without the other.
TEST_F(PollerTest, TheProgressIsStoredWithTheEventsOrNotAtAll) {
  records_.records = {"a", "b", "c"};
  store_.loses = true;
  for (int round = 0; round < 3; ++round) look();
  EXPECT_EQ(log(), Texts{});
  EXPECT_TRUE(state().progress.is_null());
  store_.loses = false;
  look();
  EXPECT_EQ(log(), (Texts{"a", "b"}));
  restart();
  EXPECT_EQ(state().progress.at("read"), 2);
}

TEST_F(PollerTest, ARecordThatComesTwiceIsOneEvent) {
  records_.records = {"a", "b", "a", "b", "c", "a"};
  while (look() > 0) {}
  EXPECT_EQ(log(), (Texts{"a", "b", "c"}));
  EXPECT_EQ(state().events, 3);
  EXPECT_EQ(state().progress.at("read"), 6) << "it goes on also where nothing is new";
}

// Each page costs the vendor a request and us a commit, so pages that never end and bring nothing
// new are read at a slow rate.
TEST_F(PollerTest, PagesWithoutEndThatBringNothingNewAreReadSlowly) {
  records_.endless = true;
  for (int page = 0; page <= kIdlePagesMax; ++page) EXPECT_EQ(look(), 1U) << page;
  EXPECT_EQ(armed_, clock_.steady() + std::chrono::seconds(1));
  EXPECT_EQ(look(), 0U);
  clock_.advance(std::chrono::seconds(1));
  EXPECT_EQ(look(), 1U);
  EXPECT_EQ(look(), 0U);
  records_.records = {"a"};
  clock_.advance(std::chrono::seconds(1));
  EXPECT_EQ(look(), 1U);
  clock_.advance(std::chrono::seconds(1));
  EXPECT_EQ(look(), 1U);
  EXPECT_EQ(look(), 1U) << "one of them has brought something new";
}

TEST_F(PollerTest, ManyPagesThatBringSomethingNewAreReadAtOnce) {
  for (int number = 0; number < 4 * kIdlePagesMax; ++number)
    records_.records.push_back(std::to_string(number));
  int pages = 0;
  while (look() > 0) ++pages;
  EXPECT_EQ(pages, 2 * kIdlePagesMax);
  EXPECT_EQ(state().events, 4 * kIdlePagesMax);
}

TEST_F(PollerTest, AfterFailuresItWaitsLongerAndSaysWhy) {
  records_.records = {"a"};
  records_.answer = {ActionResult::Kind::transient, {}, "http_503", "try later", {}};
  look();
  EXPECT_EQ(state().error, "http_503: try later");
  EXPECT_EQ(armed_, clock_.steady() + minutes(5));
  clock_.advance(minutes(5));
  look();
  EXPECT_EQ(state().failures, 2);
  EXPECT_EQ(armed_, clock_.steady() + minutes(10));
  restart();
  EXPECT_EQ(state().failures, 2) << "a start does not forget it";
  clock_.advance(minutes(10));
  records_.answer = {};
  look();
  EXPECT_EQ(state().failures, 0);
  EXPECT_EQ(state().error, "");
  EXPECT_EQ(log(), Texts{"a"});
}

TEST_F(PollerTest, ItWaitsAsLongAsItIsAskedTo) {
  records_.answer = {ActionResult::Kind::throttled, {}, "http_429", "", std::chrono::hours(2)};
  look();
  EXPECT_EQ(armed_, clock_.steady() + std::chrono::hours(2));
}

TEST_F(PollerTest, AnExceptionOfTheConnectorIsAFailureLikeAnyOther) {
  records_.throws = true;
  look();
  EXPECT_EQ(state().failures, 1);
  EXPECT_EQ(poller_->in_flight(), 0U);
  records_.throws = false;
  clock_.advance(minutes(5));
  EXPECT_EQ(look(), 1U);
  EXPECT_EQ(state().failures, 0);
}

TEST_F(PollerTest, OneThatIsUnderWayIsNotAskedTwice) {
  records_.records = {"a"};
  records_.waits = true;
  look();
  look();
  EXPECT_EQ(poller_->in_flight(), 1U);
  EXPECT_EQ(records_.asked.size(), 1U);
  records_.release();
  poll();
  EXPECT_EQ(poller_->in_flight(), 0U);
  EXPECT_EQ(log(), Texts{"a"});
}

TEST_F(PollerTest, OneThatIsSetUpNoMoreHasNoAlarmAndGoesOnWhenItComesBack) {
  records_.records = {"a", "b", "c"};
  look();
  const auto set_up = std::exchange(records_.set_up, {});
  arm();
  EXPECT_EQ(look(), 1U);
  EXPECT_EQ(look(), 0U) << "the alarm is gone";
  EXPECT_EQ(records_.asked.size(), 1U);
  records_.set_up = set_up;
  arm();
  EXPECT_EQ(look(), 1U);
  EXPECT_EQ(log(), records_.records);
}

TEST_F(PollerTest, OneThatIsNewWhileTheServerRunsIsAskedAtOnce) {
  while (look() > 0) {}
  records_.set_up.push_back({"shop", "orders", minutes(1)});
  arm();
  EXPECT_EQ(look(), 1U);
  EXPECT_EQ(poller_->states().size(), 2U);
}

TEST_F(PollerTest, NothingIsBegunOnceItIsStopped) {
  poller_->stop();
  EXPECT_EQ(look(), 1U);
  EXPECT_TRUE(records_.asked.empty());
}

// Otherwise it would count as under way for ever: a stop would wait for it, and nobody would ask it
// once it is set up again.
TEST_F(PollerTest, APollThatIsTakenAwayAtTheMomentAtWhichItIsDueIsNotUnderWay) {
  constexpr int kHandlersMax = 6;
  const auto set_up = records_.set_up;
  const auto name = set_up.front().text();
  for (int handlers = 0; handlers < kHandlersMax; ++handlers) {
    SCOPED_TRACE(handlers);
    records_.set_up = set_up;
    arm();
    records_.set_up.clear();
    io_.restart();
    asio::co_spawn(io_, poller_->arm(), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
    });
    for (int ran = 0; ran < handlers; ++ran) io_.poll_one();
    poller_->due(name);
    poll();
    EXPECT_EQ(poller_->in_flight(), 0U);
  }
}

}  // namespace
}  // namespace baton::runtime
