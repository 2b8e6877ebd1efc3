#include "unit/cel/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::cel::test {
namespace {

// The document rendered over deal(), as JSON, or "error: …".
std::string rendered(const core::Json& document) {
  const auto names = deal();
  const auto compiled = Document::compile(document);
  if (!compiled.document) return "finding: " + compiled.findings.front().message;
  const auto result = compiled.document->render(names);
  return result ? result->dump() : "error: " + result.error().text();
}

TEST(Document, AWholeExpressionKeepsItsType) {
  EXPECT_EQ(rendered("${event.data.amount}"), "4200");
  EXPECT_EQ(rendered("${event.data.tags}"), R"(["new","big"])");
  EXPECT_EQ(rendered({{"a", {{"b", "${event.data.account}"}}}}), R"({"a":{"b":null}})");
}

TEST(Document, ScalarsArePrintedInText) {
  EXPECT_EQ(rendered("Deal ${event.data.stage}: ${event.data.amount} at ${event.data.rate}"),
            R"("Deal Closed Won: 4200 at 1.5")");
  EXPECT_EQ(rendered("${inputs.amount} EUR"), R"("4200 EUR")");
  EXPECT_EQ(rendered("all: ${event.data.tags}"),
            "error: event.data.tags: a list cannot stand within text");
}

TEST(Document, AnAbsentOptionalLeavesItsMemberOut) {
  EXPECT_EQ(rendered({{"a", "${event.?nothing}"}, {"b", "${event.?id}"}}), R"({"b":"e1"})");
  EXPECT_EQ(rendered({"${event.?nothing}", 1}), "[1]");
  EXPECT_NE(rendered("x ${event.?nothing}").find("error: event.?nothing: the optional is absent"),
            std::string::npos);
}

TEST(Document, ADoubledDollarIsLiteral) {
  EXPECT_EQ(rendered("$${a} costs $5"), R"("${a} costs $5")");
  EXPECT_EQ(rendered({{"a", "$${x}"}, {"b", "${1 + 1}"}}), R"({"a":"${x}","b":2})");
  EXPECT_TRUE(Document::compile({{"a", "$${x}"}, {"b", 1}}).document->constant());
}

TEST(Document, TheLexerFindsTheEnd) {
  EXPECT_EQ(rendered("${{'a': '}'}['a']}"), R"("}")");
  EXPECT_EQ(rendered("${'${1}'}"), R"("${1}")") << "results and literals are never scanned again";
  EXPECT_EQ(rendered("<${ event.id // }\n}>"), R"("<e1>")");
}

TEST(Document, AnErrorNamesTheMember) {
  EXPECT_EQ(rendered({{"with", {{"to", {"${event.data.mail}"}}}}}),
            "error: /with/to/0: event.data.mail: there is no field \"mail\"");
}

TEST(Document, FindingsStandInTheString) {
  Scope scope;
  scope.declare("event", dyn());
  const auto compiled =
      Document::compile({{"a/b", {"ok", "Dear\nä ${evnt.x} and ${event.y +}"}}}, &scope);
  ASSERT_EQ(compiled.findings.size(), 2U);
  EXPECT_EQ(compiled.document, nullptr);
  EXPECT_EQ(compiled.findings[0].pointer, "/a~1b/1");
  EXPECT_EQ(compiled.findings[0].at, (core::Position{2, 5}));
  EXPECT_EQ(compiled.findings[1].at, (core::Position{2, 28}));
  const auto open = Document::compile("Dear ${event.x");
  ASSERT_EQ(open.findings.size(), 1U);
  EXPECT_EQ(open.findings[0].at, (core::Position{1, 6}));
}

TEST(Document, KnowsWhatItReads) {
  const auto compiled =
      Document::compile({{"a", "${event.data.id} ${inputs.region}"}, {"b", {"${event.data}"}}});
  EXPECT_THAT(compiled.document->reads(),
              testing::ElementsAre(Path{"event", "data"}, Path{"inputs", "region"}));
  EXPECT_FALSE(compiled.document->constant());
  EXPECT_TRUE(Document::compile({{"a", 1}, {"b", "text"}}).document->constant());
}

}  // namespace
}  // namespace baton::cel::test
