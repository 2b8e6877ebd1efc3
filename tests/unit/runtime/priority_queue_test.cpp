#include "runtime/priority_queue.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>

namespace baton::runtime {
namespace {

using Queue = PriorityQueue<int, char>;

std::string taken(Queue& queue, std::size_t most = 100) {
  std::string text;
  for (; !queue.empty() && text.size() < most;) text += queue.take();
  return text;
}

TEST(PriorityQueue, OfOnePriorityIsAFairQueue) {
  Queue queue;
  for (const char item : {'a', 'b', 'c'}) queue.push(1, 3, item);
  queue.push(2, 3, 'x');
  EXPECT_EQ(taken(queue), "axbc");
}

TEST(PriorityQueue, ServesTheUrgentFirst) {
  Queue queue;
  queue.push(1, 5, 'e');
  queue.push(2, 3, 'c');
  queue.push(3, 1, 'a');
  EXPECT_EQ(queue.front(), 'a');
  EXPECT_EQ(taken(queue), "ace");
}

TEST(PriorityQueue, LeavesEveryPriorityItsShare) {
  Queue queue;
  for (int at = 0; at < 100; ++at) {
    queue.push(at, 1, 'a');
    queue.push(at, 3, 'c');
    queue.push(at, 5, 'e');
  }
  const auto text = taken(queue, 84);
  EXPECT_EQ(std::count(text.begin(), text.end(), 'a'), 64);
  EXPECT_EQ(std::count(text.begin(), text.end(), 'c'), 16);
  EXPECT_EQ(std::count(text.begin(), text.end(), 'e'), 4);
}

TEST(PriorityQueue, WhatCameBackIsTakenBeforeAllOthers) {
  Queue queue;
  queue.push(1, 1, 'a');
  queue.push_front('z');
  std::string visited;
  queue.visit(9, [&visited](char item) { visited += item; });
  EXPECT_EQ(visited.substr(0, 2), "za");
  EXPECT_EQ(taken(queue), "za");
  queue.push_front('c');
  queue.push(1, 1, 'd');
  queue.push_front('e');
  EXPECT_EQ(taken(queue), "ecd");
}

}  // namespace
}  // namespace baton::runtime
