#include "runtime/run_cache.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace baton::runtime {
namespace {

using core::Json;
using core::RunId;

TEST(RunCache, HoldsAsManyRunsAsItsBytesAllow) {
  RunCache cache({100, 1'000'000});
  const auto open = [](int id, std::size_t bytes) {
    return OpenRun{core::Run(RunId(id), Json(std::string(bytes, 'x'))), nullptr, {}};
  };
  for (int id = 1; id <= 20; ++id) cache.put(open(id, 100'000));
  EXPECT_LE(cache.bytes(), 1'000'000U);
  EXPECT_FALSE(cache.take(RunId(1)));
  EXPECT_TRUE(cache.take(RunId(20)));
  cache.put(open(21, 2'000'000));
  EXPECT_FALSE(cache.take(RunId(21))) << "too large for it";
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(RunCache, CountsValuesAndNotTheirTextAlone) {
  const core::Run run(RunId(1), Json(std::vector<int>(48'000, 1)));
  EXPECT_GT(run.size().memory(), 3'000'000U);
}

}  // namespace
}  // namespace baton::runtime
