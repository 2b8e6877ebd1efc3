#include "make.hpp"

#include <gmock/gmock.h>
#include <string>
#include <utility>
#include <vector>

namespace baton::facts {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

core::Findings findings_of(const std::string& yaml) {
  core::Findings findings;
  Definitions::read({{"f", yaml}}, findings);
  return findings;
}

// The findings as "line:column rule".
std::vector<std::string> places(const std::string& yaml) {
  std::vector<std::string> out;
  for (const auto& finding : findings_of(yaml))
    out.push_back(std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column) + " " +
                  finding.rule);
  return out;
}

core::Finding only(const std::string& yaml) {
  const auto findings = findings_of(yaml);
  EXPECT_EQ(findings.size(), 1U) << (findings.empty() ? "" : findings.front().message);
  return findings.empty() ? core::Finding{} : findings.front();
}

TEST(FactReader, WhatIsMissingIsNamed) {
  EXPECT_THAT(only("type: boolean\n").message, HasSubstr("fact"));
  EXPECT_THAT(only("fact: x\n").message, HasSubstr("\"type\" is missing"));
  EXPECT_THAT(only("fact: x\ntype: number\nfrom: { value: event.data.x }\n").message,
              HasSubstr("event"));
  EXPECT_THAT(only("fact: x\ntype: number\nfrom: { event: a.b }\n").message,
              HasSubstr("\"value\" is missing"));
  EXPECT_THAT(
      only("fact: x\nkey: string\ntype: number\nfrom: { event: a.b, value: event.data.x }\n").hint,
      HasSubstr("event.data.region"));
}

TEST(FactReader, EachKeyIsCheckedForWhatItTakes) {
  EXPECT_THAT(places("fact: X-y\ntype: number\n"), ElementsAre("1:1 config/name"));
  EXPECT_THAT(places("fact: x\ntype: numbr\n"), ElementsAre("2:1 config/value"));
  EXPECT_THAT(places("fact: x\ntype: { a: text }\n"), ElementsAre("2:9 config/value"));
  EXPECT_THAT(places("fact: x\ntype: { A: string }\n"), ElementsAre("2:9 config/name"));
  EXPECT_THAT(places("fact: x\nkey: number\ntype: number\n"), ElementsAre("2:1 fact/key"));
  EXPECT_THAT(places("fact: x\ntype: number\nstale_after: soon\n"),
              ElementsAre("3:1 fact/stale-after"));
  EXPECT_THAT(places("fact: x\ntype: number\nstale_after: 3bd\n"),
              ElementsAre("3:1 fact/stale-after"));
  EXPECT_THAT(places("fact: x\ntype: number\nttl: 3d\n"), ElementsAre("3:1 config/unknown-key"));
  EXPECT_THAT(places("fact: x\ntype: number\nfrom: []\n"), ElementsAre("3:1 config/type"));
}

TEST(FactReader, ExpressionsAreChecked) {
  const auto from = [](const std::string& more) {
    return "fact: x\ntype: number\nfrom: { event: a.b, value: event.data.x" + more + " }\n";
  };
  EXPECT_THAT(places(from("")), ElementsAre());
  EXPECT_THAT(only(from(", when: event.dta == 1")).message, HasSubstr("no \"dta\""));
  EXPECT_THAT(only(from(", when: event.type")).rule, "type/expression");
  EXPECT_THAT(only(from(", when: inputs.x")).rule, "cel/unknown-name");
  EXPECT_THAT(only(from(", key: event.data.y")).rule, "fact/key");
  EXPECT_THAT(only("fact: x\ntype: number\nfrom: { event: \"a b\", value: event.data.x }\n").rule,
              "fact/event");
}

// Such a projection would set nothing, and only the log would say so with each event.
TEST(FactReader, AnExpressionThatNeverFitsIsFound) {
  const auto of = [](const std::string& type, const std::string& value) {
    return "fact: x\ntype: " + type + "\nfrom: { event: a.b, value: '" + value + "' }\n";
  };
  for (const auto& [type, value] :
       std::vector<std::pair<std::string, std::string>>{{"integer", "event.type"},
                                                        {"number", "event.data.x > 3"},
                                                        {"boolean", "1"},
                                                        {"string", "[1]"},
                                                        {"list", "event.subject"},
                                                        {"{ a: number }", "size(event.data.x)"}}) {
    const auto finding = only(of(type, value));
    EXPECT_EQ(finding.rule, "type/expression") << type;
    EXPECT_EQ(finding.at.line, 3U) << type;
  }
  for (const auto& [type, value] :
       std::vector<std::pair<std::string, std::string>>{{"integer", "event.data.x"},
                                                        {"number", "event.data.x * 2.5"},
                                                        {"string", "timestamp(event.time)"},
                                                        {"list", "[event.data.x]"},
                                                        {"object", "event"},
                                                        {"{ a: number }", "{\"a\": event.data.x}"}})
    EXPECT_THAT(places(of(type, value)), ElementsAre()) << type;
  EXPECT_EQ(only("fact: x\nkey: string\ntype: number\nfrom: { event: a.b, key: '[1]', value: "
                 "event.data.x }\n")
                .rule,
            "type/expression");
}

}  // namespace
}  // namespace baton::facts
