#include "http/api/stream_places.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

using core::Errc;

TEST(StreamPlaces, OneTokenMayHaveHalfOfThem) {
  StreamPlaces places;
  identity::Principal owner, other;
  places.take(&owner, "203.0.113.1");
  EXPECT_TRUE(places.check(&owner, "203.0.113.2", 4));
  places.take(&owner, "203.0.113.2");
  EXPECT_EQ(places.check(&owner, "203.0.113.3", 4).error().code, Errc::limited);
  EXPECT_TRUE(places.check(&other, "203.0.113.3", 4));
  places.give_back(&owner, "203.0.113.1");
  EXPECT_TRUE(places.check(&owner, "203.0.113.3", 4));
}

TEST(StreamPlaces, OneClientMayHaveNineTenthsOfThem) {
  StreamPlaces places;
  identity::Principal first, second, third;
  constexpr std::size_t kMost = 10;
  for (int one = 0; one < 5; ++one) places.take(&first, "203.0.113.1");
  for (int one = 0; one < 4; ++one) places.take(&second, "203.0.113.1");
  EXPECT_EQ(places.check(&third, "203.0.113.1", kMost).error().code, Errc::limited);
  EXPECT_TRUE(places.check(&third, "203.0.113.2", kMost));
  places.take(&third, "203.0.113.2");
  EXPECT_EQ(places.check(&third, "203.0.113.3", kMost).error().code, Errc::unavailable);
  places.give_back(&second, "203.0.113.1");
  EXPECT_TRUE(places.check(&third, "203.0.113.1", kMost));
}

TEST(StreamPlaces, ANetworkOfIPv6IsOneClient) {
  StreamPlaces places;
  identity::Principal first, second;
  places.take(&first, "2001:db8:1:2::1");
  places.take(&second, "2001:db8:1:2:ffff::2");
  EXPECT_EQ(places.check(&second, "2001:db8:1:2::3", 2).error().code, Errc::limited);
  EXPECT_EQ(places.check(&second, "2001:db8:1:3::3", 2).error().code, Errc::unavailable)
      << "another client is not told that it has too many";
  places.give_back(&first, "2001:db8:1:2:eeee::4");
  EXPECT_TRUE(places.check(&first, "2001:db8:1:2::3", 3));
}

}  // namespace
}  // namespace baton::http
