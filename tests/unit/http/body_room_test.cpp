#include "http/body_room.hpp"

#include <gtest/gtest.h>
#include <list>

namespace baton::http {
namespace {

struct Sender final : BodyRoom::Holder {
  void give_way() override { ended = true; }
  bool ended = false;
};

constexpr auto kToken = BodyRoom::Kind::token;
constexpr auto kHook = BodyRoom::Kind::hook;

TEST(BodyRoom, KeepsAQuarterForTheOthers) {
  BodyRoom room(100);
  Sender first, second, hook;
  EXPECT_TRUE(room.take(first, kToken, 1, 75));
  EXPECT_FALSE(room.take(second, kToken, 1, 1));
  EXPECT_TRUE(room.take(hook, kHook, 1, 25));
  EXPECT_FALSE(room.take(hook, kHook, 1, 26));
  EXPECT_EQ(room.held(), 100U);
  room.give_back(first);
  EXPECT_TRUE(room.take(second, kToken, 1, 1));
}

TEST(BodyRoom, WhoHasBeenSendingLongestGivesWay) {
  BodyRoom room(100);
  std::list<Sender> slow(3);
  std::int64_t second = 1;
  for (Sender& one : slow) EXPECT_TRUE(room.take(one, kHook, second++, 25));
  Sender honest;
  EXPECT_TRUE(room.take(honest, kHook, 9, 30));
  EXPECT_TRUE(slow.front().ended);
  EXPECT_TRUE((++slow.begin())->ended);
  EXPECT_FALSE(slow.back().ended);
  EXPECT_EQ(room.held(), 55U);
}

TEST(BodyRoom, WhatHasArrivedDoesNotGiveWay) {
  BodyRoom room(100);
  Sender first, second;
  EXPECT_TRUE(room.take(first, kHook, 1, 70));
  room.arrived(first);
  EXPECT_FALSE(room.take(second, kHook, 9, 10));
  EXPECT_FALSE(first.ended);
}

TEST(BodyRoom, ThoseWhoCameTogetherDoNotPushEachOtherOut) {
  BodyRoom room(100);
  Sender first, second, token;
  EXPECT_TRUE(room.take(first, kHook, 5, 70));
  EXPECT_FALSE(room.take(second, kHook, 5, 10));
  EXPECT_FALSE(first.ended);
  EXPECT_TRUE(room.take(token, kToken, 6, 30));
  EXPECT_FALSE(room.take(token, kToken, 6, 40)) << "one of the other kind does not give way";
  EXPECT_FALSE(first.ended);
}

}  // namespace
}  // namespace baton::http
