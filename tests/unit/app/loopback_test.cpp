#include "app/loopback.hpp"

#include <gtest/gtest.h>

namespace baton::app {
namespace {

// The token in the data folder is sent only to these addresses.
TEST(Loopback, IsAnAddressAndNotTheLookOfOne) {
  for (const char* host : {"localhost", "127.0.0.1", "127.255.1.2", "::1", "[::1]"})
    EXPECT_TRUE(is_loopback(host)) << host;
  for (const char* host :
       {"", "127.evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "127.",
        "127.0.0.256", "0.0.0.0", "10.0.0.1", "::", "[::1", "1.0.0.127"})
    EXPECT_FALSE(is_loopback(host)) << host;
}

}  // namespace
}  // namespace baton::app
