#include "baton/telemetry/process.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace baton::telemetry {
namespace {

TEST(ResidentBytes, GrowWithWhatIsUsed) {
  const auto before = resident_bytes();
  EXPECT_GT(before, 0U);
  const std::vector<char> used(std::size_t{64} << 20, 'x');
  EXPECT_GT(resident_bytes(), before + used.size() / 2);
}

}  // namespace
}  // namespace baton::telemetry
