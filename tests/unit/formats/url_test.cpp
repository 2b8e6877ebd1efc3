#include "baton/formats/url.hpp"

#include <gtest/gtest.h>
#include <string_view>
#include <utility>

namespace baton::formats {
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

// Disguised addresses, credentials and other schemes have been used to reach forbidden places.
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

// The examples of RFC 3986 sections 5.4.1 and 5.4.2, as far as HTTP has them.
TEST(Url, AReferenceInAnAnswerIsOneToTheRequest) {
  const Origin origin{true, "a", 443};
  const auto resolved = [&origin](std::string_view reference) {
    return resolve(origin, "/b/c/d;p?q", reference);
  };
  for (const auto& [reference, url] : {std::pair("g", "https://a/b/c/g"),
                                       std::pair("./g", "https://a/b/c/g"),
                                       std::pair("g/", "https://a/b/c/g/"),
                                       std::pair("/g", "https://a/g"),
                                       std::pair("//g", "https://g"),
                                       std::pair("?y", "https://a/b/c/d;p?y"),
                                       std::pair("g?y", "https://a/b/c/g?y"),
                                       std::pair("#s", "https://a/b/c/d;p?q"),
                                       std::pair("g#s", "https://a/b/c/g"),
                                       std::pair("g?y#s", "https://a/b/c/g?y"),
                                       std::pair(";x", "https://a/b/c/;x"),
                                       std::pair("", "https://a/b/c/d;p?q"),
                                       std::pair(".", "https://a/b/c/"),
                                       std::pair("./", "https://a/b/c/"),
                                       std::pair("..", "https://a/b/"),
                                       std::pair("../g", "https://a/b/g"),
                                       std::pair("../..", "https://a/"),
                                       std::pair("../../g", "https://a/g"),
                                       std::pair("../../../g", "https://a/g"),
                                       std::pair("/./g", "https://a/g"),
                                       std::pair("/../g", "https://a/g"),
                                       std::pair("g.", "https://a/b/c/g."),
                                       std::pair("..g", "https://a/b/c/..g"),
                                       std::pair("./g/.", "https://a/b/c/g/"),
                                       std::pair("g/../h", "https://a/b/c/h"),
                                       std::pair("g;x=1/../y", "https://a/b/c/y"),
                                       std::pair("g?y/../x", "https://a/b/c/g?y/../x"),
                                       std::pair("?ids=1:2", "https://a/b/c/d;p?ids=1:2"),
                                       std::pair("http://g/x?y", "http://g/x?y"),
                                       std::pair("ftp:g", "ftp:g")})
    EXPECT_EQ(resolved(reference), url) << reference;
  EXPECT_EQ(resolve({false, "a", 8080}, "/", "x"), "http://a:8080/x");
  EXPECT_EQ(resolve(origin, "", "evil.example"), "https://a/evil.example");
}

}  // namespace
}  // namespace baton::formats
