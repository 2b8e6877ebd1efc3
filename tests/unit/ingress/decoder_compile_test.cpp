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

// The events of a body by the rules of a part, as pairs of their type and their data.
Json events_of(const std::string& part, const Json& body) {
  core::Findings findings;
  const auto file = formats::YamlFile::read("decode:\n  - body: json\n" + part, "a.yaml", findings);
  const auto decoder = compile_decoder(*file, "/decode", file->value().at("decode"), findings);
  EXPECT_TRUE(findings.empty()) << findings.front().message;
  DecodeOptions options;
  options.connection = "crm";
  const auto events = decode_records(*decoder, body, options, {});
  EXPECT_TRUE(events) << events.error().message;
  auto told = Json::array();
  for (const auto& event : *events) told.push_back({event.type, event.data});
  return told;
}

// What an event holds of its element is moved there, which no other event may notice.
TEST(DecodedData, HoldsItsElementWhateverElseReadsIt) {
  const auto body = Json::parse(R"([{"id": 1, "list": [1, 2]}, {"id": 2, "list": [3]}])");
  EXPECT_EQ(events_of("    each: ${body}\n    events:\n"
                      "      - { type: a.b, subject: \"${item.id}\", data: { all: \"${item}\", "
                      "list: \"${item.list}\", id: \"${item.id}\" } }\n",
                      body),
            Json::parse(R"([["a.b", {"all": {"id": 1, "list": [1, 2]}, "list": [1, 2], "id": 1}],
                            ["a.b", {"all": {"id": 2, "list": [3]}, "list": [3], "id": 2}]])"));
  EXPECT_EQ(
      events_of("    each: ${body}\n    events:\n      - type: a.b\n", body),
      Json::parse(R"([["a.b", {"id": 1, "list": [1, 2]}], ["a.b", {"id": 2, "list": [3]}]])"));
}

TEST(DecodedData, HoldsItsElementWhereRulesReadTheBody) {
  const auto body = Json::parse(R"([{"id": 1, "list": [1, 2]}, {"id": 2, "list": [3]}])");
  const auto expected = Json::parse(
      R"([["a.b", {"all": {"id": 1, "list": [1, 2]}, "first": {"id": 1, "list": [1, 2]}}],
                      ["a.b", {"all": {"id": 2, "list": [3]}, "first": {"id": 1, "list": [1, 2]}}]])");
  const std::string events =
      "    events:\n      - { type: a.b, data: { all: \"${item}\", first: \"${body[0]}\" } }\n";
  EXPECT_EQ(events_of("    each: ${body}\n" + events, body), expected);
  EXPECT_EQ(events_of("    each: ${body.filter(i, i.id > 0)}\n" + events, body), expected);
}

TEST(DecodedData, OfSplitListsHoldsTheirElementAsWell) {
  const auto body = Json::parse(R"([{"id": 1, "changes": [{"n": 1}, {"n": 2}]}, {"id": 2}])");
  EXPECT_EQ(
      events_of("    each: ${body}\n    split: { changes: \"${item.?changes}\" }\n    events:\n"
                "      - { type: a.b, data: { item: \"${item}\", of: \"${element}\" } }\n",
                body),
      Json::parse(R"([["a.b", {"item": {"n": 1}, "of": {"id": 1}}],
                      ["a.b", {"item": {"n": 2}, "of": {"id": 1}}],
                      ["a.b", {"item": {"id": 2}, "of": {"id": 2}}]])"));
}

// An element that comes to nothing is told whole, with all that its event would have held.
TEST(DecodedData, OfAnElementThatFailsIsWhole) {
  const auto events = events_of(
      "    each: ${body}\n    events:\n"
      "      - { type: a.b, data: { all: \"${item}\", z: \"${item.z}\" } }\n",
      {{{"a", {1, 2}}}, {{"z", 1}}});
  EXPECT_EQ(events[0][0], "crm.unreadable");
  EXPECT_EQ(events[0][1].at("part"), (Json{{"a", {1, 2}}}));
  EXPECT_EQ(events[1][0], "a.b");
}

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
