#include "baton/formats/proxy.hpp"

#include "baton/formats/egress.hpp"

#include <gtest/gtest.h>

namespace baton::formats {
namespace {

TEST(ProxyTest, ReadsAnAddress) {
  const auto proxy = parse_proxy("http://proxy.example.com:3128", "");
  ASSERT_TRUE(proxy.has_value()) << proxy.error().message;
  EXPECT_EQ(proxy->origin.host, "proxy.example.com");
  EXPECT_EQ(proxy->origin.port, 3128);
  EXPECT_TRUE(proxy->authorization.empty());
  EXPECT_TRUE(proxy->serves("api.example.com"));
}

TEST(ProxyTest, ReadsAUserAndAPassword) {
  const auto proxy = parse_proxy("http://ada:p%40ss@proxy.example.com:3128", "");
  ASSERT_TRUE(proxy.has_value()) << proxy.error().message;
  EXPECT_EQ(proxy->authorization.reveal(), "Basic YWRhOnBAc3M=");
  EXPECT_EQ(proxy->origin.host, "proxy.example.com");
}

// Connections are pooled by this text.
TEST(ProxyTest, OtherCredentialsAreAnotherWay) {
  const auto way = [](const char* url, const char* except = "") {
    Egress egress;
    egress.proxy = *parse_proxy(url, except);
    return egress.text();
  };
  EXPECT_EQ(way("http://ada:pass@p:1"), way("http://ada:pass@p:1"));
  EXPECT_NE(way("http://ada:pass@p:1"), way("http://bob:pass@p:1"));
  EXPECT_NE(way("http://p:1"), way("http://p:1", "example.com"));
  EXPECT_EQ(way("http://ada:pass@p:1").find("pass"), std::string::npos);
}

TEST(ProxyTest, LeavesOutTheHostsOfItsList) {
  const auto proxy = parse_proxy("http://p:1", "intern.example.com, .corp.test:8080,10.1.2.3");
  ASSERT_TRUE(proxy.has_value());
  for (const auto* host :
       {"intern.example.com", "a.intern.example.com", "corp.test", "x.corp.test", "10.1.2.3"})
    EXPECT_FALSE(proxy->serves(host)) << host;
  for (const auto* host : {"example.com", "myintern.example.com", "corp.test.com", "10.1.2.30"})
    EXPECT_TRUE(proxy->serves(host)) << host;
  EXPECT_FALSE(parse_proxy("http://p:1", "*")->serves("anything"));
}

TEST(ProxyTest, SaysWhatIsWrongAndNotThePassword) {
  for (const auto* url : {"https://p:1", "p:3128", "http://hunter2@p:1", "http://a:hunter2@p:1/x",
                          "http://a:hunter2@", "http://a:hunter2@p:99999"}) {
    const auto proxy = parse_proxy(url, "");
    ASSERT_FALSE(proxy.has_value()) << url;
    EXPECT_EQ(proxy.error().message.find("hunter2"), std::string::npos) << proxy.error().message;
    EXPECT_FALSE(proxy.error().hint.empty());
  }
}

}  // namespace
}  // namespace baton::formats
