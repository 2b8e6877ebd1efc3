#include "baton/connectors/usage_ledger.hpp"

#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

// Caps on what calls use, over restarts, crashes and months.
namespace baton::connectors {
namespace {

UsageTerms cheap_terms() {
  UsageTerms terms;
  terms.run.tokens = 1'000;
  terms.month.tokens = 3'000;
  terms.month.cost_micros = 5'000'000;
  terms.input_price_micros = 250'000;     // 0.25 for a million tokens
  terms.output_price_micros = 2'000'000;  // 2.00
  terms.currency = "USD";
  return terms;
}

class UsageLedgerTest : public testing::Test {
 protected:
  using Admitted = core::Result<UsageLedger::Admitted>;

  void SetUp() override { start(); }
  // A server starts over the same store.
  void start() {
    ledger_ = std::make_unique<UsageLedger>(clock_);
    ledger_->on_used([this](const std::string&, const Usage& used) { told_ += used; });
    run([this]() -> boost::asio::awaitable<void> {
      std::vector<std::string> names(1, "llm");
      co_await ledger_->open(*store_, std::move(names));
    });
  }
  template <class Work>
  void run(Work work) {
    boost::asio::co_spawn(io_, std::move(work), [](std::exception_ptr thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    io_.restart();
    io_.run();
  }
  Admitted admit(std::int64_t run_number, std::int64_t input, std::int64_t output) {
    std::optional<Admitted> got;
    run([this, &got, run_number, input, output]() -> boost::asio::awaitable<void> {
      got =
          co_await ledger_->admit("llm", core::RunId(run_number), terms_, terms_.of(input, output));
    });
    return *std::move(got);
  }
  void settle(UsageLedger::Admitted admitted, std::optional<Usage> used) {
    run([this, &admitted, &used]() -> boost::asio::awaitable<void> {
      co_await ledger_->settle(std::move(admitted), used);
    });
  }
  // A call that is answered.
  void call(std::int64_t run_number, std::int64_t input, std::int64_t output) {
    auto admitted = admit(run_number, input, output);
    ASSERT_TRUE(admitted) << admitted.error().message;
    settle(*std::move(admitted), terms_.of(input, output));
  }

  boost::asio::io_context io_{1};
  simulate::VirtualClock clock_{};
  simulate::CountingRandom random_{};
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  UsageTerms terms_ = cheap_terms();
  Usage told_{};
  std::unique_ptr<UsageLedger> ledger_{};
};

TEST_F(UsageLedgerTest, CountsWhatWasUsedInPlaceOfTheMost) {
  auto admitted = admit(1, 500, 400);
  ASSERT_TRUE(admitted);
  EXPECT_EQ(ledger_->this_month("llm").tokens(), 900);
  settle(*std::move(admitted), terms_.of(120, 30));
  const auto used = ledger_->this_month("llm");
  EXPECT_EQ(used.input_tokens, 120);
  EXPECT_EQ(used.output_tokens, 30);
  EXPECT_EQ(used.calls, 1);
  EXPECT_EQ(used.cost_micros, 30 + 60) << "0.25 and 2.00 for a million";
  EXPECT_EQ(told_.tokens(), 150);
}

TEST_F(UsageLedgerTest, HoldsARunToItsCap) {
  call(1, 500, 300);
  const auto refused = admit(1, 100, 101);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, core::Errc::limited);
  EXPECT_EQ(refused.error().message,
            "the connection \"llm\" allows a run 1000 tokens, of which 800 are used, and this call "
            "may take 201");
  EXPECT_TRUE(admit(1, 100, 100)) << "that is just allowed";
  EXPECT_TRUE(admit(2, 500, 500)) << "another run has its own";
}

TEST_F(UsageLedgerTest, HoldsAMonthToItsCapAndBeginsTheNextAnew) {
  for (int run_number = 1; run_number <= 3; ++run_number) call(run_number, 500, 499);
  EXPECT_NE(admit(9, 2, 2).error().message.find("allows a month 3000 tokens, of which 2997"),
            std::string::npos);
  clock_.advance(std::chrono::hours(24 * 31));
  EXPECT_TRUE(admit(9, 2, 2));
  EXPECT_EQ(ledger_->this_month("llm").tokens(), 4);
}

TEST_F(UsageLedgerTest, HoldsTheCostToItsCap) {
  terms_.run = {};
  terms_.month.tokens.reset();
  call(1, 0, 2'400'000);
  EXPECT_NE(
      admit(1, 0, 200'000)
          .error()
          .message.find(
              "allows a month 5 USD, of which 4.8 USD is spent, and this call may cost 0.4 USD"),
      std::string::npos)
      << admit(1, 0, 200'000).error().message;
}

TEST_F(UsageLedgerTest, HoldsOverARestart) {
  call(1, 500, 300);
  start();
  EXPECT_EQ(ledger_->this_month("llm").tokens(), 800);
  EXPECT_FALSE(admit(1, 100, 101));
  EXPECT_TRUE(admit(1, 100, 100));
}

// The process ended while a call was under way: what it used is not known.
TEST_F(UsageLedgerTest, CountsTheMostOfACallThatACrashHasCutOff) {
  ASSERT_TRUE(admit(1, 500, 300));
  start();
  EXPECT_EQ(ledger_->this_month("llm").tokens(), 800);
  EXPECT_FALSE(admit(1, 100, 101));
}

TEST_F(UsageLedgerTest, KeepsTheMostWhereNobodyKnows) {
  auto admitted = admit(1, 500, 300);
  settle(*std::move(admitted), std::nullopt);
  EXPECT_EQ(ledger_->this_month("llm").tokens(), 800);
  EXPECT_EQ(told_.tokens(), 800);
}

TEST_F(UsageLedgerTest, GivesBackWhatWasNotSent) {
  auto admitted = admit(1, 500, 300);
  settle(*std::move(admitted), Usage{});
  EXPECT_EQ(ledger_->this_month("llm").tokens(), 0);
  EXPECT_EQ(ledger_->this_month("llm").calls, 0);
  EXPECT_EQ(told_.tokens(), 0);
}

TEST_F(UsageLedgerTest, ForgetsTheRunThatCalledLongestAgo) {
  terms_.month = {};
  ledger_ = std::make_unique<UsageLedger>(clock_);  // in memory: two thousand writes say no more
  for (std::int64_t number = 1; number <= static_cast<std::int64_t>(UsageLedger::kRunsMax);
       ++number)
    ASSERT_TRUE(admit(number, 500, 500));
  EXPECT_FALSE(admit(1, 1, 0));
  ASSERT_TRUE(admit(1'000'000, 1, 0));
  EXPECT_TRUE(admit(1, 1, 0)) << "it was the oldest";
  EXPECT_FALSE(admit(3, 1, 0));
}

TEST(UsageTerms, RoundTheCostUp) {
  UsageTerms terms;
  terms.input_price_micros = 1;
  EXPECT_EQ(terms.of(1, 0).cost_micros, 1);
  terms.input_price_micros = 1'000'000'000'000;
  EXPECT_EQ(terms.of(1'000'000, 0).cost_micros, 1'000'000'000'000);
  EXPECT_EQ(terms.of(-5, 0).input_tokens, 0);
}

}  // namespace
}  // namespace baton::connectors
