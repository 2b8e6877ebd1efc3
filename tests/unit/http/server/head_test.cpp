#include "http/server/head.hpp"

#include "unit/http/server/corpus.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::http {
namespace {

// What a session would do with these bytes: the status of a refusal, 0 when a head was read, -1
// when more is needed.
int verdict(std::string_view bytes, Request& request) {
  HeadScan scan;
  const bool complete = scan.complete(bytes);
  if (scan.bare_lf()) return 400;
  if (!complete) return -1;
  const auto refusal = read_head(bytes.substr(0, scan.size()), HeadLimits{}, request);
  return refusal ? refusal->status : 0;
}

int verdict(std::string_view bytes) {
  Request request;
  return verdict(bytes, request);
}

struct Case {
  const char* name;
  std::string bytes;
  int status;
};

class HeadCases : public testing::TestWithParam<Case> {};

TEST_P(HeadCases, AreReadStrictly) {
  EXPECT_EQ(verdict(GetParam().bytes), GetParam().status) << GetParam().bytes;
}

std::string with(const std::string& fields) {
  return "POST /x HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}
std::string nul() { return std::string(1, '\0'); }
std::string many_fields(int count) {
  std::string fields;
  for (int i = 0; i < count; ++i) fields += "X-" + std::to_string(i) + ": v\r\n";
  return fields;
}

INSTANTIATE_TEST_SUITE_P(
    Taken, HeadCases,
    testing::Values(Case{"plain", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0},
                    Case{"old", "GET / HTTP/1.0\r\n\r\n", 0},
                    Case{"port", "GET / HTTP/1.1\r\nHost: a:8700\r\n\r\n", 0},
                    Case{"ipv6", "GET / HTTP/1.1\r\nHost: [::1]:8700\r\n\r\n", 0},
                    Case{"empty_host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 0},
                    Case{"length", with("Content-Length: 3\r\n"), 0},
                    Case{"leading_zeros", with("Content-Length: 003\r\n"), 0},
                    Case{"chunked", with("Transfer-Encoding: chunked\r\n"), 0},
                    Case{"chunked_case", with("transfer-ENCODING: Chunked\r\n"), 0},
                    Case{"tabs", with("A:\t b \t\r\n"), 0}, Case{"empty_value", with("A:\r\n"), 0},
                    Case{"high_bytes", with("A: \xC3\xA9\r\n"), 0},
                    Case{"continue", with("Expect: 100-continue\r\n"), 0},
                    Case{"absolute", "GET http://a/x?y HTTP/1.1\r\nHost: a\r\n\r\n", 0},
                    Case{"asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 0},
                    Case{"odd_method", "M-SEARCH /x HTTP/1.1\r\nHost: a\r\n\r\n", 0},
                    Case{"hundred_fields", with(many_fields(99)), 0}),
    [](const auto& param) { return std::string(param.param.name); });

INSTANTIATE_TEST_SUITE_P(
    RequestLine, HeadCases,
    testing::Values(Case{"no_version", "GET /\r\n\r\n", 400},
                    Case{"no_target", "GET HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Case{"two_spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Case{"space_in_target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Case{"tab_between", "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Case{"leading_space", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Case{"trailing_space", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
                    Case{"method_sign", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Case{"method_nul", "G" + nul() + "T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Case{"no_slash", "GET x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Case{"authority", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Case{"target_utf8", "GET /\xC3\xA9 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Case{"target_nul", "GET /" + nul() + " HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Case{"target_delete", "GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Case{"lower_http", "GET / http/1.1\r\nHost: a\r\n\r\n", 400},
                    Case{"http_2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
                    Case{"http_12", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
                    Case{"http_09", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505},
                    Case{"http_11x", "GET / HTTP/1.11\r\nHost: a\r\n\r\n", 400},
                    Case{"http_1", "GET / HTTP/1\r\nHost: a\r\n\r\n", 400},
                    Case{"rtsp", "GET / RTSP/1.0\r\nHost: a\r\n\r\n", 400},
                    Case{"tls_hello", "\x16\x03\x01\x02\r\n\r\n", 400},
                    Case{"bare_cr", "GET / HTTP/1.1\rHost: a\r\n\r\n", 400},
                    Case{"bare_lf", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
                    Case{"long", "GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n",
                         414}),
    [](const auto& param) { return std::string(param.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Fields, HeadCases,
    testing::Values(Case{"bare_lf", with("A: b\nC: d\r\n"), 400},
                    Case{"bare_lf_end", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
                    Case{"lf_only", "GET / HTTP/1.1\nHost: a\n\n", 400},
                    Case{"bare_cr", with("A: b\rC: d\r\n"), 400},
                    Case{"double_cr", with("A: b\r\r\n"), 400},
                    Case{"folded", with("A: b\r\n c\r\n"), 400},
                    Case{"folded_tab", with("A: b\r\n\tc\r\n"), 400},
                    Case{"first_folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
                    Case{"space_before_colon", with("A : b\r\n"), 400},
                    Case{"tab_before_colon", with("A\t: b\r\n"), 400},
                    Case{"space_in_name", with("A B: c\r\n"), 400},
                    Case{"no_name", with(": b\r\n"), 400}, Case{"no_colon", with("abc\r\n"), 400},
                    Case{"name_nul", with("A" + nul() + ": b\r\n"), 400},
                    Case{"value_nul", with("A: b" + nul() + "\r\n"), 400},
                    Case{"value_bell", with("A: \x07\r\n"), 400},
                    Case{"value_delete", with("A: \x7f\r\n"), 400},
                    Case{"name_utf8", with("\xC3\xA9: b\r\n"), 400},
                    Case{"name_bracket", with("[A]: b\r\n"), 400},
                    Case{"too_many", with(many_fields(100)), 431},
                    Case{"too_large", with("A: " + std::string(17'000, 'a') + "\r\n"), 431},
                    Case{"cut", "GET / HTTP/1.1\r\nHost: a\r\n", -1}),
    [](const auto& param) { return std::string(param.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Framing, HeadCases,
    testing::Values(
        Case{"no_host", "GET / HTTP/1.1\r\n\r\n", 400}, Case{"two_hosts", with("Host: b\r\n"), 400},
        Case{"same_host_twice", with("Host: a\r\n"), 400},
        Case{"two_hosts_in_10", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        Case{"host_space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        Case{"host_path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        Case{"host_user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
        Case{"both", with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
        Case{"both_other_way", with("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
        Case{"two_lengths", with("Content-Length: 3\r\nContent-Length: 4\r\n"), 400},
        Case{"same_length_twice", with("Content-Length: 3\r\nContent-Length: 3\r\n"), 400},
        Case{"length_list", with("Content-Length: 3, 3\r\n"), 400},
        Case{"length_plus", with("Content-Length: +3\r\n"), 400},
        Case{"length_minus", with("Content-Length: -3\r\n"), 400},
        Case{"length_hex", with("Content-Length: 0x3\r\n"), 400},
        Case{"length_empty", with("Content-Length:\r\n"), 400},
        Case{"length_space", with("Content-Length: 3 4\r\n"), 400},
        Case{"length_fraction", with("Content-Length: 3.0\r\n"), 400},
        Case{"length_huge", with("Content-Length: 99999999999999999999999\r\n"), 413},
        Case{"length_space_colon", with("Content-Length : 3\r\n"), 400},
        Case{"identity", with("Transfer-Encoding: identity\r\n"), 400},
        Case{"gzip", with("Transfer-Encoding: gzip, chunked\r\n"), 400},
        Case{"chunked_twice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
             400},
        Case{"chunked_list", with("Transfer-Encoding: chunked, chunked\r\n"), 400},
        Case{"chunked_quoted", with("Transfer-Encoding: \"chunked\"\r\n"), 400},
        Case{"chunked_x", with("Transfer-Encoding: xchunked\r\n"), 400},
        Case{"chunked_vt",
             with("Transfer-Encoding: \x0b"
                  "chunked\r\n"),
             400},
        Case{"chunked_empty", with("Transfer-Encoding:\r\n"), 400},
        Case{"chunked_in_10", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        Case{"expectation", with("Expect: 200-ok\r\n"), 417}),
    [](const auto& param) { return std::string(param.param.name); });

TEST(Head, SplitsTheTarget) {
  Request request;
  ASSERT_EQ(verdict("GET /a/b?c=d&e HTTP/1.1\r\nHost: a\r\n\r\n", request), 0);
  EXPECT_EQ(request.path, "/a/b");
  EXPECT_EQ(request.query, "c=d&e");
  ASSERT_EQ(verdict("GET HTTP://host:80?q=1#frag HTTP/1.1\r\nHost: a\r\n\r\n", request), 0);
  EXPECT_EQ(request.path, "/");
  EXPECT_EQ(request.query, "q=1");
  ASSERT_EQ(verdict("GET http://host HTTP/1.1\r\nHost: a\r\n\r\n", request), 0);
  EXPECT_EQ(request.path, "/");
  ASSERT_EQ(verdict("GET http://host? HTTP/1.1\r\nHost: a\r\n\r\n", request), 0);
  EXPECT_EQ(request.path, "/");
  EXPECT_EQ(request.query, "");
  ASSERT_EQ(verdict("GET http://host/p HTTP/1.1\r\nHost: a\r\n\r\n", request), 0);
  EXPECT_EQ(request.path, "/p");
}

// RFC 9112 section 3.2: a Host that is no host is 400, and so is an absolute target without one.
TEST(Head, HoldsHostsToTheirGrammar) {
  for (const char* host : {"", "a:", "a:80", "127.0.0.1", "[::1]", "[::1]:80", "[::ffff:1.2.3.4]",
                           "a%20b", "a!$&'()*+,;=b"}) {
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n"), 0) << host;
  }
  for (const char* host :
       {"[::1", "::1", "[::1]x", "[::g]", "[]", "[::1]:x", "a:b", "a:80:90", "a:-1", "a%", "a%zz",
        "[1.2.3.4]", "a]", "[a", "a:0x50", "[::1%25eth0]", "[v1.a]"}) {
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n"), 400) << host;
    EXPECT_EQ(verdict("GET http://" + std::string(host) + "/x HTTP/1.1\r\nHost: a\r\n\r\n"), 400)
        << host;
  }
  for (const char* host : {"", ":80", "a@", "u@a", "a\\b", "<a>", "a^b"})
    EXPECT_EQ(verdict("GET http://" + std::string(host) + "/x HTTP/1.1\r\nHost: a\r\n\r\n"), 400)
        << host;
}

TEST(Head, FindsFieldsWhateverTheirCase) {
  Request request;
  const std::string bytes = with("X-Hub-Signature:  sha256=ab \r\n");
  ASSERT_EQ(verdict(bytes, request), 0);
  EXPECT_EQ(request.field("x-hub-signature"), "sha256=ab");
  EXPECT_EQ(request.field("x-hub"), "");
}

TEST(Head, KnowsWhenTheConnectionGoesOn) {
  Request request;
  const auto keeps = [&request](const std::string& bytes) {
    return verdict(bytes, request) == 0 && request.keep_alive;
  };
  EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: a\r\nConnection: te, close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(Head, IsFoundHoweverTheBytesArrive) {
  const std::string bytes = with("A: b\r\n") + "rest";
  HeadScan scan;
  std::size_t have = 0;
  while (!scan.complete(std::string_view(bytes).substr(0, have))) ASSERT_LT(have++, bytes.size());
  EXPECT_EQ(scan.size(), bytes.size() - 4);
}

TEST(Head, AgreesWithTheLlhttpCorpus) {
  for (const CorpusCase& each : llhttp_corpus()) {
    Request request;
    const int status = verdict(
        std::string_view(each.bytes).substr(each.bytes.starts_with("\r\n") ? 2 : 0), request);
    if (each.fine) {
      EXPECT_EQ(status, 0) << each.name << "\n" << each.bytes;
      EXPECT_EQ(request.method, each.method.value_or(std::string(request.method))) << each.name;
      EXPECT_EQ(request.target, each.target.value_or(std::string(request.target))) << each.name;
    }
  }
}

}  // namespace
}  // namespace baton::http
