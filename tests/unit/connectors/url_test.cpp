#include "baton/connectors/http_client.hpp"

#include <boost/asio/ip/address.hpp>
#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

TEST(Url, TakesOrdinaryOnes) {
  const auto url = parse_url("HTTPS://API.Example.com:8443/base/?a=1");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->origin.text(), "https://api.example.com:8443");
  EXPECT_EQ(url->path, "/base");
  EXPECT_EQ(url->query, "a=1");
  EXPECT_EQ(parse_url("http://[::1]/")->origin.text(), "http://[::1]");
  EXPECT_EQ(parse_url("http://127.0.0.1:80")->origin.text(), "http://127.0.0.1");
}

// Addresses in disguise, credentials, other schemes: each of these has opened a door somewhere.
TEST(Url, RefusesDisguises) {
  for (const auto* bad : {"ftp://example.com",
                          "file:///etc/passwd",
                          "gopher://x/",
                          "//example.com",
                          "example.com",
                          "",
                          "https://",
                          "https:///x",
                          "https://user@example.com",
                          "https://user:pass@example.com",
                          "https://example.com#@evil.com",
                          "https://example.com\\@evil.com",
                          "https://exa mple.com",
                          "https://example.com:0",
                          "https://example.com:65536",
                          "https://example.com:",
                          "https://example.com:80x",
                          "http://2130706433/",
                          "http://0x7f000001/",
                          "http://0x7f.1/",
                          "http://0177.0.0.1/",
                          "http://127.1/",
                          "http://127.0.1/",
                          "http://1.2.3.4.5/",
                          "http://256.1.1.1/",
                          "http://127.0.0.1./",
                          "http://[::1",
                          "http://[fe80::1%25eth0]/",
                          "http://[::ffff:127.0.0.1.5]/",
                          "https://ex%61mple.com",
                          "https://\xC3\xA9xample.com",
                          "https://example..com",
                          "https://.example.com",
                          "http://example.com/\r\nX: y",
                          "http://example.com/<script>"}) {
    EXPECT_FALSE(parse_url(bad)) << bad;
  }
}

TEST(Egress, PublicAddressesArePublic) {
  for (const auto* good :
       {"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
        "169.253.1.1", "192.0.1.1", "198.17.0.1", "223.255.255.255", "2606:4700::1111",
        "2a00:1450:4001::1", "::ffff:8.8.8.8"}) {
    EXPECT_TRUE(is_public(boost::asio::ip::make_address(good))) << good;
  }
}

TEST(Egress, SpecialAddressesAreNot) {
  for (const auto* bad : {"0.0.0.0",
                          "0.1.2.3",
                          "10.0.0.1",
                          "10.255.255.255",
                          "100.64.0.1",
                          "100.127.255.255",
                          "127.0.0.1",
                          "127.255.255.254",
                          "169.254.169.254",
                          "172.16.0.1",
                          "172.31.255.255",
                          "192.0.0.1",
                          "192.0.2.1",
                          "192.88.99.1",
                          "192.168.1.1",
                          "198.18.0.1",
                          "198.19.255.255",
                          "198.51.100.1",
                          "203.0.113.1",
                          "224.0.0.1",
                          "239.255.255.255",
                          "240.0.0.1",
                          "255.255.255.255",
                          "::",
                          "::1",
                          "::ffff:127.0.0.1",
                          "::ffff:10.0.0.1",
                          "::ffff:169.254.169.254",
                          "::127.0.0.1",
                          "64:ff9b::7f00:1",
                          "64:ff9b::a9fe:a9fe",
                          "100::1",
                          "2001::1",
                          "2001:db8::1",
                          "2001:10::1",
                          "2002:7f00:1::1",
                          "2002:808:808::1",
                          "3fff::1",
                          "fc00::1",
                          "fd00:ec2::254",
                          "fe80::1",
                          "fec0::1",
                          "ff02::1",
                          "4000::1"}) {
    EXPECT_FALSE(is_public(boost::asio::ip::make_address(bad))) << bad;
  }
}

}  // namespace
}  // namespace baton::connectors
