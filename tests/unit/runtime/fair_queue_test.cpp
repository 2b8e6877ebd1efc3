#include "runtime/fair_queue.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::runtime {
namespace {

std::string all_of(FairQueue<int, char>& queue) {
  std::string order;
  while (!queue.empty()) order += queue.take();
  return order;
}

TEST(FairQueue, OwnersTakeTurnsAndKeepTheirOrder) {
  FairQueue<int, char> queue;
  for (const char item : {'a', 'b', 'c', 'd'}) queue.push(1, item);
  queue.push(2, 'x');
  queue.push(2, 'y');
  queue.push(3, 'z');
  EXPECT_EQ(all_of(queue), "axzbycd");
  for (const char item : {'a', 'b', 'c'}) queue.push(item, item);
  EXPECT_EQ(all_of(queue), "abc") << "those with one item each are served as they came";
}

TEST(FairQueue, WhoComesWhileItIsServedWaitsForOneRound) {
  FairQueue<int, char> queue;
  for (const char item : {'a', 'b', 'c', 'd'}) queue.push(1, item);
  EXPECT_EQ(queue.take(), 'a');
  std::string order;
  for (int owner = 2; owner < 20;
       ++owner) {  // always somebody new, and the first one is served all the same
    queue.push(owner, 'x');
    order += queue.take();
  }
  EXPECT_EQ(order.substr(0, 9), "bxcxxdxxx");
}

TEST(FairQueue, ForgetsOwnersThatHaveNothingInIt) {
  FairQueue<int, char> queue;
  queue.push(0, 'a');
  queue.push(0, 'b');
  for (int owner = 1; owner < 10'000; ++owner) {
    queue.push(owner, 'x');
    queue.take();
    EXPECT_LE(queue.owners(), 70U);
  }
}

}  // namespace
}  // namespace baton::runtime
