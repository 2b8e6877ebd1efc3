#include "http/server/chunked.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::http {
namespace {

// The body, or "refused STATUS", or "more": the same however the bytes arrive.
std::string decode(const std::string& bytes, std::size_t piece, std::size_t body_max = 100) {
  ChunkedBody body(body_max);
  std::string pending;
  for (std::size_t at = 0; at < bytes.size() && !body.done() && !body.refusal(); at += piece) {
    pending += bytes.substr(at, piece);
    pending.erase(0, body.feed(pending));
  }
  if (body.refusal()) return "refused " + std::to_string(body.refusal()->status);
  return body.done() ? body.body() : "more";
}

std::string decode(const std::string& bytes) {
  const std::string whole = decode(bytes, bytes.size());
  EXPECT_EQ(decode(bytes, 1), whole) << bytes;
  return whole;
}

TEST(ChunkedBody, JoinsTheChunks) {
  EXPECT_EQ(decode("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"), "hello world");
  EXPECT_EQ(decode("0\r\n\r\n"), "");
  EXPECT_EQ(decode("A\r\n0123456789\r\n00\r\n\r\n"), "0123456789");
  EXPECT_EQ(decode("000000a\r\n0123456789\r\n0\r\n\r\n"), "0123456789");
}

TEST(ChunkedBody, DropsExtensionsAndTrailers) {
  EXPECT_EQ(
      decode("5;a=\"I \\\"love\\\"; \\\\x\\\\\";b=c;d\r\nhello\r\n0;x\r\nA: b\r\nC: d\r\n\r\n"),
      "hello");
  EXPECT_EQ(decode("5 ; a = b\r\nhello\r\n0\r\n\r\n"), "hello");
}

TEST(ChunkedBody, WaitsForTheEnd) {
  EXPECT_EQ(decode("5\r\nhel"), "more");
  EXPECT_EQ(decode("5\r\nhello\r\n0\r\n"), "more");
}

TEST(ChunkedBody, RefusesWhatIsNotQuiteRight) {
  for (const char* bytes : {"5\nhello\r\n0\r\n\r\n",
                            "5\r\nhello\n0\r\n\r\n",
                            "5\r\nhelloX\r\n0\r\n\r\n",
                            "g\r\n",
                            "\r\n",
                            " 5\r\nhello\r\n",
                            "0x5\r\nhello\r\n",
                            "+5\r\nhello\r\n",
                            "-1\r\n",
                            "5,\r\nhello\r\n",
                            "2 erfrferferf\r\naa\r\n",
                            "2;\r\naa\r\n",
                            "2;=x\r\naa\r\n",
                            "2;a=\r\naa\r\n",
                            "2;a=\"b\r\naa\r\n",
                            "2;\"a\"\r\naa\r\n",
                            "2;\"a\"=b\r\naa\r\n",
                            "2;a=\"\\\r\"\r\naa\r\n",
                            "2;a=\"\\\x01\"\r\naa\r\n",
                            "2;a=\"\\\x7f\"\r\naa\r\n",
                            "2;a=\"\\\"\r\naa\r\n",
                            "fffffffffffffffff\r\n",
                            "5\r\nhello\r\n0\r\nA : b\r\n\r\n",
                            "5\r\nhello\r\n0\r\nA: b\r\n c\r\n\r\n",
                            "5\r\nhello\r\n0\r\nA\r\n\r\n",
                            "5\r\nABCDE0\r\n"}) {
    EXPECT_EQ(decode(bytes), "refused 400") << bytes;
  }
}

TEST(ChunkedBody, IsBounded) {
  EXPECT_EQ(decode("65\r\n"), "refused 413");
  EXPECT_EQ(decode("fffffffffffffff\r\n"), "refused 413");
  EXPECT_EQ(decode("64\r\n" + std::string(100, 'a') + "\r\n1\r\n"), "refused 413");
  EXPECT_EQ(decode("1;" + std::string(2'000, 'a') + "\r\nx\r\n"), "refused 400");
  std::string trailers = "0\r\n";
  for (int i = 0; i < 40; ++i) trailers += "A: " + std::string(900, 'b') + "\r\n";
  EXPECT_EQ(decode(trailers + "\r\n"), "refused 431");
}

}  // namespace
}  // namespace baton::http
