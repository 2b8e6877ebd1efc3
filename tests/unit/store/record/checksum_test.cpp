#include "store/record/checksum.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::store {
namespace {

// Stored beside every payload: a version that computes another value would call all that is stored
// damaged.
TEST(Checksum, NeverChangesForTheSameBytes) {
  EXPECT_EQ(checksum(""), -5808590959568352621);
  EXPECT_EQ(checksum("{}"), -5791923462793027048);
  EXPECT_EQ(checksum(R"({"stage":"Closed Won","amount":12000})"), -8973251969063736885);
}

TEST(Checksum, SeesEveryFlippedBit) {
  const std::string text = R"({"stage":"Closed Won","amount":12000})";
  const auto sum = checksum(text);
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      auto damaged = text;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      EXPECT_NE(checksum(damaged), sum) << at << " " << bit;
    }
  }
}

TEST(Checksum, SeesMissingAndAddedBytes) {
  EXPECT_NE(checksum(std::string(8, '\0')), checksum(std::string(9, '\0')));
  EXPECT_NE(checksum(std::string(7, '\0')), checksum(std::string(8, '\0')));
  EXPECT_NE(checksum("ab"), checksum("ba"));
}

}  // namespace
}  // namespace baton::store
