#include "baton/telemetry/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace baton::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Log, LeavesOutWhatAMutedThreadWrites) {
  const auto before = spdlog::default_logger();
  testing::internal::CaptureStderr();
  set_up_log("info", "text");
  {
    const Muted muted;
    spdlog::warn("of a world that is simulated");
    std::thread([] { spdlog::warn("of another thread"); }).join();
  }
  spdlog::warn("of the server");
  const auto written = testing::internal::GetCapturedStderr();
  spdlog::set_default_logger(before);
  EXPECT_THAT(written, Not(HasSubstr("simulated")));
  EXPECT_THAT(written, HasSubstr("of another thread"));
  EXPECT_THAT(written, HasSubstr("of the server"));
}

}  // namespace
}  // namespace baton::telemetry
