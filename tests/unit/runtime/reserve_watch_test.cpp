#include "runtime/reserve_watch.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

// A store on a disk that is as full as the test says.
class FullStore final : public ports::Store {
 public:
  std::string refuses() const override { return why; }
  void submit(std::unique_ptr<Work> /*work*/) override {}
  void submit_read(std::function<void(ports::Queries&)> /*read*/,
                   std::function<void(std::exception_ptr)> /*done*/) override {}

  std::string why{};
};

TEST(ReserveWatch, TellsOnceThatTheReserveIsReachedAndOnceThatItIsLeft) {
  boost::asio::io_context io;
  FullStore store;
  telemetry::Metrics metrics;
  ReserveWatch watch(io.get_executor(), store, metrics);
  EXPECT_FALSE(watch.look());
  store.why = "disk: 12 MiB free, 64 MiB kept in reserve";
  EXPECT_TRUE(watch.look());
  EXPECT_EQ(metrics.reserve_reached.Value(), 1.0);
  store.why = "disk: 11 MiB free, 64 MiB kept in reserve";
  EXPECT_FALSE(watch.look()) << "it has said so already";
  store.why.clear();
  EXPECT_TRUE(watch.look());
  EXPECT_EQ(metrics.reserve_reached.Value(), 0.0);
  EXPECT_FALSE(watch.look());
}

}  // namespace
}  // namespace baton::runtime
