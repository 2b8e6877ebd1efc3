#include "http/server/body_room.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <list>

namespace baton::http {
namespace {

struct Body final : BodyRoom::Holder {
  void give_way() override { ended = true; }
  bool ended = false;
};

constexpr auto kTokenKind = BodyRoom::Kind::token;
constexpr auto kHook = BodyRoom::Kind::hook;

BodyRoom::Sender by(BodyRoom::Kind kind, std::int64_t began_s, const char* peer = "198.51.100.1") {
  return {kind, began_s, boost::asio::ip::make_address(peer)};
}

TEST(BodyRoom, KeepsAQuarterForTheOthers) {
  BodyRoom room(100);
  Body first, second, hook;
  EXPECT_TRUE(room.take(first, by(kTokenKind, 1), 75));
  EXPECT_FALSE(room.take(second, by(kTokenKind, 1), 1));
  EXPECT_TRUE(room.take(hook, by(kHook, 1), 25));
  EXPECT_FALSE(room.take(hook, by(kHook, 1), 26));
  EXPECT_EQ(room.held(), 100U);
  room.give_back(first);
  EXPECT_TRUE(room.take(second, by(kTokenKind, 1), 1));
}

TEST(BodyRoom, WhoHasBeenSendingLongestGivesWay) {
  BodyRoom room(100);
  std::list<Body> slow(3);
  std::int64_t second = 1;
  for (Body& one : slow) EXPECT_TRUE(room.take(one, by(kHook, second++), 25));
  Body honest;
  EXPECT_TRUE(room.take(honest, by(kHook, 9), 30));
  EXPECT_TRUE(slow.front().ended);
  EXPECT_TRUE((++slow.begin())->ended);
  EXPECT_FALSE(slow.back().ended);
  EXPECT_EQ(room.held(), 55U);
}

TEST(BodyRoom, WhatHasArrivedDoesNotGiveWay) {
  BodyRoom room(100);
  Body first, second;
  EXPECT_TRUE(room.take(first, by(kHook, 1), 70));
  room.arrived(first);
  EXPECT_FALSE(room.take(second, by(kHook, 9), 10));
  EXPECT_FALSE(first.ended);
}

TEST(BodyRoom, ThoseWhoCameTogetherDoNotPushEachOtherOut) {
  BodyRoom room(100);
  Body first, second, token;
  EXPECT_TRUE(room.take(first, by(kHook, 5), 70));
  EXPECT_FALSE(room.take(second, by(kHook, 5), 10));
  EXPECT_FALSE(first.ended);
  EXPECT_TRUE(room.take(token, by(kTokenKind, 6), 30));
  EXPECT_FALSE(room.take(token, by(kTokenKind, 6), 40))
      << "one of the other kind does not give way";
  EXPECT_FALSE(first.ended);
}

TEST(BodyRoom, AnAddressThatTakesItAllGivesWayToOthersOnly) {
  BodyRoom room(100);
  std::list<Body> many(7);
  for (Body& one : many) EXPECT_TRUE(room.take(one, by(kHook, 5, "203.0.113.9"), 10));
  Body other;
  EXPECT_TRUE(room.take(other, by(kHook, 5), 10)) << "though all came in the same second";
  const auto ended = [&] {
    return std::count_if(many.begin(), many.end(), [](const Body& one) { return one.ended; });
  };
  EXPECT_EQ(ended(), 1);
  Body next;
  EXPECT_TRUE(room.take(next, by(kHook, 9, "203.0.113.9"), 10));
  EXPECT_FALSE(other.ended) << "the address that holds the most gives way to itself";
  EXPECT_EQ(ended(), 2);
  EXPECT_EQ(room.held(), 70U);
}

TEST(BodyRoom, ANetworkOfIPv6IsOneAddress) {
  BodyRoom room(100);
  Body first, second, other;
  EXPECT_TRUE(room.take(first, by(kHook, 5, "2001:db8:1:2::1"), 35));
  EXPECT_TRUE(room.take(second, by(kHook, 6, "2001:db8:1:2:ffff::2"), 35));
  EXPECT_TRUE(room.take(other, by(kHook, 5, "2001:db8:1:3::1"), 40))
      << "the other two hold more together than it will";
  EXPECT_TRUE(first.ended);
  EXPECT_FALSE(second.ended);
}

TEST(BodyRoom, WhoGivesWayWhileItGrowsGetsNothing) {
  BodyRoom room(100);
  Body old, growing;
  EXPECT_TRUE(room.take(growing, by(kHook, 1), 40));
  EXPECT_TRUE(room.take(old, by(kHook, 2), 30));
  EXPECT_FALSE(room.take(growing, by(kHook, 9), 60));
  EXPECT_EQ(room.held(), 30U);
}

}  // namespace
}  // namespace baton::http
