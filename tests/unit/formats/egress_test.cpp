#include "baton/formats/egress.hpp"

#include <gtest/gtest.h>

namespace baton::formats {
namespace {

boost::asio::ip::address at(const char* text) { return boost::asio::ip::make_address(text); }

Egress listing(std::initializer_list<const char*> networks) {
  Egress egress;
  for (const auto* network : networks) egress.networks.push_back(*parse_network(network));
  return egress;
}

bool allowed(const Egress& egress, const char* address, bool tls = true) {
  return egress.objection(at(address), tls).empty();
}

TEST(Egresses, NothingPrivateUnlessItIsAllowed) {
  const Egress nothing;
  EXPECT_TRUE(allowed(nothing, "8.8.8.8"));
  for (const auto* address :
       {"127.0.0.1", "10.0.0.1", "::1", "fd00::1", "0.0.0.0", "::ffff:10.0.0.1", "64:ff9b::a00:1"})
    EXPECT_FALSE(allowed(nothing, address)) << address;
}

TEST(Egresses, TrueMeansLoopbackAndPrivateNetworksOnly) {
  const Egress any{true, {}};
  for (const auto* address : {"127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1",
                              "::1", "fd12::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(allowed(any, address)) << address;
  for (const auto* address :
       {"0.0.0.0", "224.0.0.1", "192.0.2.1", "fe80::1", "64:ff9b::7f00:1", "2002:7f00:1::"})
    EXPECT_FALSE(allowed(any, address)) << address;
}

TEST(Egresses, AListOpensItsNetworksAndNoOthers) {
  const auto egress = listing({"10.20.0.0/16", "fd12:3456::/32", "127.0.0.1"});
  for (const auto* address :
       {"10.20.0.0", "10.20.255.255", "::ffff:10.20.1.1", "fd12:3456::9", "127.0.0.1", "8.8.8.8"})
    EXPECT_TRUE(allowed(egress, address)) << address;
  for (const auto* address : {"10.21.0.0", "10.19.255.255", "127.0.0.2", "fd12:3457::1", "::1"})
    EXPECT_FALSE(allowed(egress, address)) << address;
}

TEST(Egresses, PlainHttpIsForListedNetworks) {
  const auto egress = listing({"10.20.0.0/16"});
  EXPECT_TRUE(allowed(egress, "10.20.1.1", false));
  EXPECT_FALSE(allowed(egress, "8.8.8.8", false));
  EXPECT_FALSE(allowed(Egress{true, {}}, "8.8.8.8", false));
}

TEST(Egresses, MetadataIsNeverGoneTo) {
  auto all = listing({"0.0.0.0/0", "::/0"});
  all.any_private = true;
  for (const auto* address :
       {"169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16",
        "fd00:ec2::254", "fd20:ce::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::", "fe80::a9fe:a9fe", "0.0.0.0", "::"})
    EXPECT_FALSE(allowed(all, address)) << address;
}

TEST(Egresses, WhatIsNoNetworkIsSaid) {
  for (const auto* text :
       {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "fd00::/129", "internal", "10.0.0.0/8/8"})
    EXPECT_FALSE(parse_network(text)) << text;
}

TEST(Networks, OfMappedAddressesAreThoseOfIpv4) {
  const auto holds = [](const char* network, const char* address) {
    return parse_network(network).value().holds(at(address));
  };
  for (const auto* address : {"203.0.113.9", "::ffff:203.0.113.9"}) {
    EXPECT_TRUE(holds("::ffff:203.0.113.0/120", address)) << address;
    EXPECT_TRUE(holds("::ffff:203.0.113.9", address)) << address;
    EXPECT_TRUE(holds("203.0.113.0/24", address)) << address;
    EXPECT_FALSE(holds("::ffff:203.0.114.0/120", address)) << address;
    EXPECT_FALSE(holds("::/0", address)) << address;
  }
  EXPECT_TRUE(holds("2001:db8::/32", "2001:db8::1"));
}

TEST(Egresses, PublicAddressesArePublic) {
  for (const auto* good :
       {"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
        "169.253.1.1", "192.0.1.1", "198.17.0.1", "223.255.255.255", "2606:4700::1111",
        "2a00:1450:4001::1", "::ffff:8.8.8.8"}) {
    EXPECT_TRUE(is_public(boost::asio::ip::make_address(good))) << good;
  }
}

TEST(Egresses, SpecialAddressesAreNot) {
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
}  // namespace baton::formats
