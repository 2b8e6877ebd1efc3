#include "http/api/proxies.hpp"

#include "baton/core/encoding.hpp"

#include <gtest/gtest.h>
#include <initializer_list>
#include <utility>

namespace baton::http {
namespace {

TrustedProxies proxies_in(std::initializer_list<const char*> networks) {
  TrustedProxies all;
  for (const char* network : networks) all.push_back(formats::parse_network(network).value());
  return all;
}

const TrustedProxies kLocal = proxies_in({"127.0.0.0/8", "::1", "10.0.0.0/8"});

// A request with these header fields. The names and values are literals.
Request forwarded_request(std::initializer_list<std::pair<const char*, const char*>> fields) {
  Request request;
  for (const auto& [name, value] : fields) request.fields.push_back({name, value});
  return request;
}

std::string client_behind(const Request& request, const char* peer = "127.0.0.1") {
  return client_of(kLocal, peer, request);
}

TEST(Proxies, APeerThatIsNoProxyIsTheClientItself) {
  const auto request = forwarded_request({{"X-Forwarded-For", "203.0.113.9"}});
  EXPECT_EQ(client_behind(request, "198.51.100.7"), "198.51.100.7");
  EXPECT_EQ(client_of({}, "127.0.0.1", request), "127.0.0.1") << "nobody is trusted";
  EXPECT_EQ(client_behind(forwarded_request({})), "127.0.0.1") << "it says nothing";
}

TEST(Proxies, TellTheirClientAtTheEnd) {
  EXPECT_EQ(client_behind(forwarded_request({{"X-Forwarded-For", "203.0.113.9"}})), "203.0.113.9");
  EXPECT_EQ(client_behind(forwarded_request({{"x-forwarded-for", " 1.2.3.4 , 203.0.113.9 "}})),
            "203.0.113.9")
      << "what stands before it, the client wrote";
  EXPECT_EQ(client_behind(forwarded_request(
                {{"X-Forwarded-For", "1.2.3.4"}, {"X-Forwarded-For", "203.0.113.9"}})),
            "203.0.113.9");
  EXPECT_EQ(client_behind(forwarded_request({{"X-Forwarded-For", "2001:db8::1"}}), "::1"),
            "2001:db8::1");
}

TEST(Proxies, MayTellThePortOfTheirClient) {
  for (const auto& [sent, client] : std::initializer_list<std::pair<const char*, const char*>>{
           {"203.0.113.9:49152", "203.0.113.9"},
           {"[2001:db8::1]:49152", "2001:db8::1"},
           {"[2001:db8::1]", "2001:db8::1"},
           {"2001:db8::1", "2001:db8::1"},
           {"203.0.113.9:", "127.0.0.1"},
           {"203.0.113.9:https", "127.0.0.1"},
           {"[2001:db8::1]x", "127.0.0.1"},
           {"[2001:db8::1", "127.0.0.1"},
           {":80", "127.0.0.1"}}) {
    EXPECT_EQ(client_behind(forwarded_request({{"X-Forwarded-For", sent}})), client) << sent;
  }
}

TEST(Proxies, AClientIsCountedByItsNetwork) {
  EXPECT_EQ(counted_client("203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(counted_client("::ffff:203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(counted_client("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  EXPECT_EQ(counted_client("2001:db8:1:2::9"), counted_client("2001:db8:1:2:ffff::1"));
  EXPECT_NE(counted_client("2001:db8:1:2::9"), counted_client("2001:db8:1:3::9"));
  EXPECT_EQ(counted_client("::1"), "::1");
  EXPECT_EQ(counted_client("nobody"), "nobody");
}

TEST(Proxies, BehindOneAnotherAreAllPassedOver) {
  EXPECT_EQ(
      client_behind(forwarded_request({{"X-Forwarded-For", "1.2.3.4, 203.0.113.9, 10.1.2.3"}})),
      "203.0.113.9");
  EXPECT_EQ(client_behind(forwarded_request({{"X-Forwarded-For", "10.9.9.9, 10.1.2.3"}})),
            "10.9.9.9")
      << "all of them are ours";
}

TEST(Proxies, WhatIsNoAddressEndsTheSearch) {
  EXPECT_EQ(client_behind(forwarded_request({{"X-Forwarded-For", "203.0.113.9, unknown"}})),
            "127.0.0.1");
  EXPECT_EQ(client_behind(forwarded_request({{"X-Forwarded-For", "unknown, 10.1.2.3"}})),
            "10.1.2.3");
}

TEST(Proxies, HandOnTheCertificateOfTheirClient) {
  const auto one = forwarded_request({{"Client-Cert", ":aGVsbG8=:"}});
  EXPECT_EQ(client_certificate(kLocal, "127.0.0.1", one), "hello");
  EXPECT_EQ(client_certificate(kLocal, "198.51.100.7", one), "") << "it is no trusted proxy";
  EXPECT_EQ(client_certificate(kLocal, "127.0.0.1", forwarded_request({})), "");
  for (const char* wrong : {"aGVsbG8=", ":aGVsbG8=", ":%%%:", "::", ":"})
    EXPECT_EQ(client_certificate(kLocal, "127.0.0.1", forwarded_request({{"Client-Cert", wrong}})),
              "")
        << wrong;
  const auto two =
      forwarded_request({{"Client-Cert", ":aGVsbG8=:"}, {"client-cert", ":aGVsbG8=:"}});
  EXPECT_EQ(client_certificate(kLocal, "127.0.0.1", two), "") << "one of them is the client's own";
}

}  // namespace
}  // namespace baton::http
