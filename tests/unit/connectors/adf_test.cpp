#include "connectors/adf.hpp"

#include "baton/core/text.hpp"

#include <gtest/gtest.h>
#include <string>

// Documents as developer.atlassian.com/cloud/jira/platform/apis/document/structure describes them.
namespace baton::connectors {
namespace {

using core::Json;

Json of(const Json& blocks) { return {{"type", "doc"}, {"version", 1}, {"content", blocks}}; }

TEST(Adf, LinesOfATextAreParagraphs) {
  EXPECT_EQ(adf_of_text("a *b*\r\n\n  \nc"), of(Json::parse(R"([
    {"type": "paragraph", "content": [{"type": "text", "text": "a *b*"}]},
    {"type": "paragraph", "content": [{"type": "text", "text": "c"}]}])")));
  EXPECT_EQ(adf_of_text(" \n"), of(Json::array()));
}

// What a context is written as has its line breaks at the beginning of lines, so the document holds
// the same bytes: context::fields_of() reads the values back from it.
TEST(Adf, KeepsTheLinesOfAContext) {
  const std::string context = "client: ACME \"Europe\" & Söhne\nconstraints: none; ask " +
                              core::set_off("legal\n\n  first ");
  std::string read;
  const auto document = adf_of_text(context);
  for (const auto& paragraph : document.at("content"))
    read +=
        (read.empty() ? "" : "\n") + paragraph.at("content").at(0).at("text").get<std::string>();
  EXPECT_EQ(read, context);
}

TEST(Adf, MarkdownHasBlocks) {
  EXPECT_EQ(
      adf_of_markdown("# Why\nFor whom\nand when\n\n- a\n- b\n1. c\n> said\n---\n```sql\n*x*\n```"),
      of(Json::parse(R"([
    {"type": "heading", "attrs": {"level": 1}, "content": [{"type": "text", "text": "Why"}]},
    {"type": "paragraph", "content": [{"type": "text", "text": "For whom"}, {"type": "hardBreak"},
                                      {"type": "text", "text": "and when"}]},
    {"type": "bulletList", "content": [
      {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "a"}]}]},
      {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "b"}]}]}]},
    {"type": "orderedList", "content": [
      {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "c"}]}]}]},
    {"type": "blockquote", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "said"}]}]},
    {"type": "rule"},
    {"type": "codeBlock", "attrs": {"language": "sql"}, "content": [{"type": "text", "text": "*x*"}]}])")));
}

TEST(Adf, MarkdownHasMarks) {
  EXPECT_EQ(adf_of_markdown("a **b *c*** `*d*` [e](https://f.example/) 2 * 3"), of(Json::parse(R"([
    {"type": "paragraph", "content": [
      {"type": "text", "text": "a "},
      {"type": "text", "text": "b *c", "marks": [{"type": "strong"}]},
      {"type": "text", "text": "* "},
      {"type": "text", "text": "*d*", "marks": [{"type": "code"}]},
      {"type": "text", "text": " "},
      {"type": "text", "text": "e", "marks": [{"type": "link", "attrs": {"href": "https://f.example/"}}]},
      {"type": "text", "text": " 2 * 3"}]}])")));
}

// Whatever comes in, an address that runs something is no link, and no text node is empty.
TEST(Adf, MarkdownIsNoWayIn) {
  for (const auto* text : {"[a](javascript:alert(1))", "[a](file:///etc/passwd)", "[](https://x/)",
                           "****", "``", "[a]("}) {
    const auto made = adf_of_markdown(text).dump();
    EXPECT_EQ(made.find("\"link\""), std::string::npos) << text;
    EXPECT_EQ(made.find("\"text\":\"\""), std::string::npos) << text;
  }
  EXPECT_EQ(adf_of_markdown("```\n").at("content").at(0).at("content"), Json::array());
}

}  // namespace
}  // namespace baton::connectors
