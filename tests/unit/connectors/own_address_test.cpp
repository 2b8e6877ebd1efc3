#include "connectors/own_address.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

boost::asio::ip::address at(const char* text) { return boost::asio::ip::make_address(text); }

TEST(OwnAddress, ThisMachineKnowsItself) {
  for (const auto* address : {"127.0.0.1", "127.1.2.3", "::1", "0.0.0.0", "::ffff:127.0.0.1"})
    EXPECT_TRUE(is_own(at(address))) << address;
  EXPECT_FALSE(is_own(at("192.0.2.77")));
}

}  // namespace
}  // namespace baton::connectors
