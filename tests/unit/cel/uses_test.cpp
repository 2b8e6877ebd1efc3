#include "baton/cel/uses.hpp"

#include "support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::cel {
namespace {

using ::testing::ElementsAre;

// "steps.ticket.output|2": the path, and how many of its parts must be there.
std::vector<std::string> uses_of(std::string_view text) {
  std::vector<std::string> found;
  for (const auto& use : uses(*test::compiled(text))) {
    std::string path;
    for (const auto& part : use.path) path += (path.empty() ? "" : ".") + part;
    found.push_back(path + '|' + std::to_string(use.sure));
  }
  return found;
}

std::vector<std::string> comparisons_of(std::string_view text) {
  std::vector<std::string> found;
  for (const auto& one : comparisons(*test::compiled(text))) {
    found.push_back(one.path.back() + (one.equal ? " == " : " != ") + one.literal.literal() + " @" +
                    std::to_string(one.offset));
  }
  return found;
}

TEST(Uses, SayWhichPartsMayBeAbsent) {
  EXPECT_THAT(uses_of("a.b.c"), ElementsAre("a.b.c|3"));
  EXPECT_THAT(uses_of("a.?b.c.orValue(1)"), ElementsAre("a.b.c|1"));
  EXPECT_THAT(uses_of("a.b[?'c']"), ElementsAre("a.b.c|2"));
  EXPECT_THAT(uses_of("has(a.b.c) && a['b'].d > x"), ElementsAre("a.b.c|1", "a.b.d|3", "x|1"));
  EXPECT_THAT(uses_of("a.b[c.d]"), ElementsAre("a.b|2", "c.d|2"));
  EXPECT_THAT(uses_of("a.b.filter(i, i.c == d.e)"), ElementsAre("a.b|2", "d.e|2"));
}

TEST(Uses, AMemberThatIsAskedForByItsNameMayBeAbsent) {
  Scope scope;
  scope.declare("a", object_of({{"b", dyn()}, {"c", object_of({{"d", dyn()}})}}));
  scope.declare("m", map_of(simple(Type::Kind::string), dyn()));
  const auto uses_in_scope = [&scope](std::string_view text) {
    return uses(*test::compiled(text, &scope));
  };
  const auto asked = uses_in_scope("'b' in a && 'd' in a.c");
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[0].path, (Path{"a", "b"}));
  EXPECT_EQ(asked[0].sure, 1U);
  EXPECT_THAT(asked[0].offsets, ElementsAre(7, 0));
  EXPECT_EQ(asked[1].path, (Path{"a", "c", "d"}));
  EXPECT_EQ(asked[1].sure, 2U);
  EXPECT_EQ(uses_in_scope("'b' in m")[0].path, (Path{"m"})) << "b is a key, and no name";
  EXPECT_THAT(uses_of("'b' in a.list"), ElementsAre("a.list|2"));
}

TEST(Uses, SayWhereEachPartIsWritten) {
  EXPECT_THAT(uses(*test::compiled("1 + steps . ticket['output']"))[0].offsets,
              ElementsAre(4, 12, 20));
  EXPECT_THAT(uses(*test::compiled("has(a.b)"))[0].offsets, ElementsAre(4, 6));
}

TEST(Uses, FindComparisonsWithLiterals) {
  EXPECT_THAT(comparisons_of("a.b == 'x' && ('y' != a.c || d in ['z', e, 1])"),
              ElementsAre("b == \"x\" @7", "c != \"y\" @15", "d == \"z\" @35", "d == 1 @43"));
  EXPECT_THAT(comparisons_of("a.b == c.d || a.b < 1"), ElementsAre());
}

TEST(Uses, OfATextAreThoseOfItsHoles) {
  const auto text = Document::compile(core::Json("Hi ${a.b}, $${no} ${c}"));
  const auto holes = text.document->holes();
  ASSERT_EQ(holes.size(), 2U);
  EXPECT_EQ(holes[0].offset, 5U);
  EXPECT_EQ(holes[1].expression->text(), "c");
  EXPECT_EQ(holes[1].offset, 20U);
  EXPECT_FALSE(text.document->whole());
  EXPECT_EQ(Document::compile(core::Json("${a.b}")).document->whole()->text(), "a.b");
}

}  // namespace
}  // namespace baton::cel
