#include "http/api/inbound.hpp"

#include "http/server/head.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::http {
namespace {

// The target that a webhook sees of a request with this target.
std::string target_seen(const std::string& target) {
  const std::string head = "POST " + target + " HTTP/1.1\r\nHost: a.example\r\n\r\n";
  Exchange exchange;
  EXPECT_FALSE(read_head(head, HeadLimits{}, exchange.request)) << target;
  ingress::Inbound inbound;
  fill(inbound, exchange, {});
  return inbound.target;
}

TEST(Inbound, ATargetIsItsPathAndItsQuery) {
  EXPECT_EQ(target_seen("/hooks/a?b=%2Fc&d"), "/hooks/a?b=%2Fc&d");
  EXPECT_EQ(target_seen("/hooks/a?"), "/hooks/a?") << "as it was sent, and signed";
  EXPECT_EQ(target_seen("http://a.example/hooks/a"), "/hooks/a");
  EXPECT_EQ(target_seen("https://a.example:8443/hooks/a?b=c"), "/hooks/a?b=c");
  EXPECT_EQ(target_seen("http://a.example/hooks/a?"), "/hooks/a?") << "as it is without the host";
  EXPECT_EQ(target_seen("http://a.example?"), "/?");
  EXPECT_EQ(target_seen("http://a.example/hooks/a#b?c"), "/hooks/a");
}

}  // namespace
}  // namespace baton::http
