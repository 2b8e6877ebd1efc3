#include "baton/ingress/decode.hpp"
#include "baton/ingress/event_types.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::ingress {
namespace {

using core::Json;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

// The decoder of one rule with this `money`, and what is wrong with it.
std::shared_ptr<const Decoder> decoder_with(const std::string& money, core::Findings& findings) {
  const auto yaml = "decode:\n  - body: json\n    each: ${body}\n    events:\n      - type: a.b\n" +
                    std::string("        data: { n: \"${item.n}\" }\n        money: ") + money +
                    "\n";
  const auto file = formats::YamlFile::read(yaml, "a.yaml", findings);
  return compile_decoder(*file, "/decode", file->value().at("decode"), findings);
}

Json data_with(const std::string& money, Json item, Json settings = {}) {
  core::Findings findings;
  const auto decoder = decoder_with(money, findings);
  EXPECT_TRUE(findings.empty()) << findings.front().message;
  DecodeOptions options;
  options.connection = "ads";
  options.settings = std::move(settings);
  item["n"] = 1;
  const auto events = decode_records(*decoder, Json::array({std::move(item)}), options, {});
  EXPECT_TRUE(events) << events.error().message;
  auto data = events->front().data;
  EXPECT_EQ(data.at("n"), 1);
  data.erase("n");
  return data;
}

Json in_euros(std::int64_t units) { return {{"minor_units", units}, {"currency", "EUR"}}; }

TEST(DecodedMoney, IsOneAmountOrSeveral) {
  EXPECT_EQ(data_with("{ amount: \"${item.a}\", currency: EUR }", {{"a", "12.5"}}),
            (Json{{"money", in_euros(1'250)}}));
  EXPECT_EQ(data_with("{ cost: { micros: \"${item.m}\", currency: EUR }, bid: { minor_units: "
                      "\"${item.u}\", currency: EUR }, value: { amount: \"${item.a}\", currency: "
                      "EUR } }",
                      {{"m", "12340000"}, {"u", 200}, {"a", 0.1}}),
            (Json{{"cost", in_euros(1'234)}, {"bid", in_euros(200)}, {"value", in_euros(10)}}));
}

// What is not exact would be a wrong sum somewhere.
TEST(DecodedMoney, IsLeftOutWhereItIsNotExact) {
  const std::string cost = "{ cost: { micros: \"${item.?m}\", currency: \"${item.?c}\" } }";
  EXPECT_EQ(data_with(cost, {{"m", "293809"}, {"c", "EUR"}}), Json::object());
  EXPECT_EQ(data_with(cost, {{"m", "10000"}}), Json::object());
  EXPECT_EQ(data_with(cost, {{"c", "EUR"}}), Json::object());
  EXPECT_EQ(data_with(cost, {{"m", "10000"}, {"c", "EUR"}}), (Json{{"cost", in_euros(1)}}));
}

TEST(DecodedMoney, MayBeInTheCurrencyOfTheConnection) {
  const std::string cost =
      "{ cost: { amount: \"${item.a}\", currency: \"${connection.settings.?currency}\" } }";
  EXPECT_EQ(data_with(cost, {{"a", "1"}}, {{"currency", "EUR"}}), (Json{{"cost", in_euros(100)}}));
  EXPECT_EQ(data_with(cost, {{"a", "1"}}, Json::object()), Json::object());
}

TEST(DecodedMoney, IsCheckedAtLoad) {
  const auto first = [](const std::string& money) {
    core::Findings findings;
    EXPECT_EQ(decoder_with(money, findings), nullptr) << money;
    return findings.empty() ? std::string() : findings.front().message;
  };
  EXPECT_THAT(first("{ cost: { currency: EUR } }"),
              HasSubstr("expected one of \"amount\", \"micros\" and \"minor_units\""));
  EXPECT_THAT(first("{ cost: { amount: \"1\", micros: \"1\", currency: EUR } }"),
              HasSubstr("expected one of"));
  EXPECT_THAT(first("{ cost: { amount: \"1\" } }"), HasSubstr("\"currency\" is missing"));
  EXPECT_THAT(first("{ cost: { amuont: \"1\", currency: EUR } }"), HasSubstr("amuont"));
  EXPECT_THAT(first("{ amount: \"1\" }"), HasSubstr("\"currency\" is missing"));
}

TEST(DecodedMoney, IsAMemberThatTemplatesMayRead) {
  const auto members = [](const char* money) {
    return sent_events(
               Json::parse(
                   std::string(R"([{"events": [{"type": "a.b", "data": {"x": "1"}, "money": )") +
                   money + "}]}]"))
        .members.at("a.b");
  };
  EXPECT_THAT(members(R"({"amount": "1", "currency": "EUR"})"), UnorderedElementsAre("x", "money"));
  EXPECT_THAT(members(R"({"cost": {"micros": "1", "currency": "EUR"}})"),
              UnorderedElementsAre("x", "cost"));
}

}  // namespace
}  // namespace baton::ingress
