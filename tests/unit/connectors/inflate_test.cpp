#include "connectors/inflate.hpp"

#include "unit/connectors/packed.hpp"
#include "unit/connectors/performing.hpp"

namespace baton::connectors {
namespace {

using core::Errc;
using tests::packed_by_gzip;

TEST(Inflate, GivesBackWhatWasPacked) {
  std::string text;
  for (int number = 0; number < 50'000; ++number) text += std::to_string(number);
  for (const auto& one : {std::string("{}"), text, std::string("\0\xff", 2), std::string()})
    EXPECT_EQ(inflate_gzip(packed_by_gzip(one), 1'000'000).value(), one);
}

// RFC 1952 section 2.2: a file is one or more members.
TEST(Inflate, ReadsAllMembers) {
  EXPECT_EQ(inflate_gzip(packed_by_gzip("{\"a\":") + packed_by_gzip("1}"), 100).value(),
            "{\"a\":1}");
}

// 1 GB of zeros is 1 MB, packed; no more of it than the limit and one step comes into memory.
TEST(Inflate, RefusesABomb) {
  const auto bomb = packed_by_gzip(std::string(20'000'000, '\0'));
  EXPECT_LT(bomb.size(), 30'000U);
  const auto refused = inflate_gzip(bomb, 1'048'576);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::too_large);
  EXPECT_EQ(refused.error().message,
            "the body of the answer is longer than 1048576 bytes once it is unpacked");
  EXPECT_TRUE(inflate_gzip(packed_by_gzip(std::string(1'048'576, 'x')), 1'048'576));
  EXPECT_FALSE(inflate_gzip(packed_by_gzip(std::string(1'048'577, 'x')), 1'048'576));
}

TEST(Inflate, RefusesWhatIsNoGzip) {
  const auto packed = packed_by_gzip("a text that is packed");
  auto altered = packed;
  altered[packed.size() - 6] ^= 1;  // in the checksum
  for (const auto& wrong : {std::string("plain"), std::string(), packed.substr(0, 12),
                            packed.substr(0, packed.size() - 1), packed + "more", altered}) {
    const auto refused = inflate_gzip(wrong, 1'000);
    ASSERT_FALSE(refused) << wrong.size();
    EXPECT_EQ(refused.error().code, Errc::invalid);
  }
}

class PackedAnswers : public Perform {
 protected:
  ActionResult answered(const std::string& body, const std::string& coding = "gzip") {
    serve([&](const auto&) {
      return Loopback::Step{Loopback::answer(200, body, "Content-Encoding: " + coding + "\r\n")};
    });
    connect();
    return perform(action("echo"));
  }
};

TEST_F(PackedAnswers, AreAskedForAndRead) {
  const auto result = answered(packed_by_gzip("{\"a\":9007199254740993}"));
  ASSERT_EQ(result.kind, Kind::succeeded) << result.message;
  EXPECT_EQ(result.output.at("body"), (Json{{"a", 9'007'199'254'740'993}}));
  EXPECT_FALSE(result.output.at("headers").contains("content-encoding"));
  EXPECT_EQ(server_->requests().at(0)["Accept-Encoding"], "gzip");
}

// The status is known, whatever the body is.
TEST_F(PackedAnswers, OfARefusalStayARefusal) {
  serve([](const auto&) {
    return Loopback::Step{Loopback::answer(400, "no gzip", "Content-Encoding: gzip\r\n")};
  });
  connect();
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).kind, Kind::permanent);
}

TEST_F(PackedAnswers, InSeveralCodingsStayAsTheyAre) {
  for (const char* coding : {"gzip, gzip", "br", "gzip\r\nContent-Encoding: gzip"}) {
    EXPECT_EQ(answered(packed_by_gzip("{}"), coding).code, "answer_encoded") << coding;
    TearDown();
  }
}

TEST_F(PackedAnswers, WithoutABodyAreReadToo) { EXPECT_EQ(answered("").kind, Kind::succeeded); }

TEST_F(PackedAnswers, ThatAreBombsAreRefusedByName) {
  const auto result = answered(packed_by_gzip(std::string(20'000'000, ' ')));
  EXPECT_NE(result.kind, Kind::succeeded);
  EXPECT_EQ(result.code, "too_large");
  EXPECT_NE(result.message.find("once it is unpacked"), std::string::npos) << result.message;
}

TEST_F(PackedAnswers, ThatAreNoneAreRefusedByName) {
  const auto result = answered("{}");
  EXPECT_NE(result.kind, Kind::succeeded);
  EXPECT_EQ(result.code, "answer_encoded");
  EXPECT_NE(result.message.find("called gzip and is none"), std::string::npos) << result.message;
}

}  // namespace
}  // namespace baton::connectors
