#include "runtime/housekeeping.hpp"

#include "baton/runtime/reads.hpp"
#include "unit/runtime/stepping.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

namespace baton::runtime {
namespace {

class HousekeepingTest : public SteppingTest {
 protected:
  bool counts_anew() {
    bool counts = false;
    transact([&counts](ports::Tx& tx) { counts = is_recounting(tx); });
    return counts;
  }
};

// So that turns wait for a part of it, and not for all of it.
TEST_F(HousekeepingTest, RestsBetweenThePartsOfWhatIsCountedAnew) {
  constexpr int kRunsOfSixParts = 300;
  publish("flow", "on: [{ event: go }]\nsteps:\n  a: { set: { x: 1 } }\n");
  for (int at = 0; at < kRunsOfSixParts; ++at) post("go");
  transact([](ports::Tx& tx) { tx.set_setting("flow", ""); });
  options_.housekeeping = {};
  boost::asio::io_context io;
  Timekeeper timekeeper(io.get_executor(), *store_, clock_, metrics_, [](core::Time) {});
  Housekeeping housekeeping(io.get_executor(), *store_, clock_, timekeeper, plans_,
                            processor_->kpi_counts(), options_);
  bool ended = false;
  boost::asio::co_spawn(io, housekeeping.run(),
                        [&ended](const std::exception_ptr&) { ended = true; });
  while (!counts_anew()) io.run_one();
  io.poll();
  EXPECT_TRUE(counts_anew());
  housekeeping.stop();
  io.run();
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace baton::runtime
