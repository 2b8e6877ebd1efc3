#include "baton/ports/give_way.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <thread>

namespace baton::ports {
namespace {

int nice_of_this_thread() { return getpriority(PRIO_PROCESS, 0); }

TEST(GiveWay, OnlyTheThreadThatAsksGivesWay) {
  constexpr int kNicest = 19;
  const int before = nice_of_this_thread();
  int after = before;
  std::thread other([&after] {
    give_way();
    after = nice_of_this_thread();
  });
  other.join();
  EXPECT_EQ(after, std::min(before + 10, kNicest));
  EXPECT_EQ(nice_of_this_thread(), before);
}

}  // namespace
}  // namespace baton::ports
