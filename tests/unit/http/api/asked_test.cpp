#include "http/api/asked.hpp"

#include "http/api/endpoint.hpp"
#include "http/api/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>

namespace baton::http {
namespace {

using ::testing::HasSubstr;

// What is wrong with a request with this body, "message; hint"; empty when nothing is.
std::string mistake_of(std::string_view method, std::string_view path, std::string_view body) {
  Exchange exchange;
  exchange.request.method = method;
  exchange.request.target = exchange.request.path = path;
  exchange.request.body = body;
  exchange.endpoint = find_endpoint(endpoints(), method, path, exchange.segments).endpoint;
  if (exchange.endpoint == nullptr) return "there is no such endpoint";
  const auto asked = Asked::read(exchange);
  return asked ? std::string() : asked.error().message + "; " + asked.error().hint;
}

TEST(Asked, ABodyWhereNoneIsTakenIsRefusedAndNotIgnored) {
  constexpr std::string_view kEnable = "/api/v1/templates/hello/enable";
  EXPECT_THAT(mistake_of("POST", kEnable, R"({"version": 1})"),
              HasSubstr("this takes no body; write it in the query: version"));
  EXPECT_THAT(mistake_of("POST", "/api/v1/templates/hello/retire", "now"),
              HasSubstr("this takes no body; leave the body out"));
  EXPECT_EQ(mistake_of("POST", kEnable, ""), "");
  EXPECT_EQ(mistake_of("POST", kEnable, " { \n} "), "") << "some clients always send an object";
  EXPECT_EQ(mistake_of("GET", "/api/v1/templates/hello", "{\"a\": 1}"), "");
}

}  // namespace
}  // namespace baton::http
