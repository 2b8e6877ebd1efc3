#include "http/api/members.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

constexpr Few<Member> kToken{
    {"name", Member::text, true}, {"role"}, {"groups", Member::names}, {"data", Member::any}};

std::vector<core::Error> mistakes_in(std::string_view body) {
  std::vector<core::Error> mistakes;
  (void)Members::read(body, kToken, mistakes);
  return mistakes;
}

std::string where(std::string_view body) {
  const auto mistakes = mistakes_in(body);
  return mistakes.empty() ? "fine" : mistakes.front().where;
}

TEST(Members, NameWhatIsWrongByPointer) {
  EXPECT_EQ(where(R"({"name":"a"})"), "fine");
  EXPECT_EQ(where(R"({"name":5})"), "/name");
  EXPECT_EQ(where(R"({"name":""})"), "/name");
  EXPECT_EQ(where(R"({"name":null})"), "/name");
  EXPECT_EQ(where(R"({})"), "/name");
  EXPECT_EQ(where(R"({"name":"a","rôle":"b"})"), "/r\xC3\xB4le");
  EXPECT_EQ(where(R"({"name":"a","role":5})"), "/role");
  EXPECT_EQ(where(R"({"name":"a","role":null})"), "fine");
  EXPECT_EQ(where(R"([])"), "/");
  EXPECT_EQ(where("{\"name\":\n  }"), "line 2, column 3");
}

TEST(Members, LimitATextUnlessItsHandlerDoes) {
  const auto body = R"({"short":")" + std::string(core::kNameBytesMax + 1, 'a') + R"("})";
  std::vector<core::Error> mistakes;
  (void)Members::read(body, {{"short"}}, mistakes);
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_EQ(mistakes.front().code, core::Errc::too_large);
  mistakes.clear();
  const auto members = Members::read(body, {{"short", Member::long_text}}, mistakes);
  EXPECT_TRUE(mistakes.empty());
  EXPECT_EQ(members.text("short").size(), core::kNameBytesMax + 1);
  (void)Members::read(R"({"short":5})", {{"short", Member::long_text}}, mistakes);
  (void)Members::read(R"({"short":""})", {{"short", Member::long_text, true}}, mistakes);
  EXPECT_EQ(mistakes.size(), 2U);
}

TEST(Members, ExpectATextOnlyWhereOneIs) {
  std::vector<core::Error> mistakes;
  (void)Members::read("{}", {{"name", Member::text, true}, {"to", Member::any, true}}, mistakes);
  ASSERT_EQ(mistakes.size(), 2U);
  EXPECT_EQ(mistakes.at(0).message, "\"name\" is missing: expected text");
  EXPECT_EQ(mistakes.at(1).message, "\"to\" is missing: expected a value");
}

TEST(Members, TellAllThatIsWrongAtOnce) {
  EXPECT_EQ(mistakes_in(R"({"nmae":"a","role":5})").size(), 3U);
}

TEST(Members, HoldListsOfNames) {
  EXPECT_EQ(where(R"({"name":"a","groups":["x","y"]})"), "fine");
  for (const char* groups :
       {R"("x")", R"(["x","x"])", R"([""])", "[1]", R"(["x\u000ay"])", R"(["x\u200b"])"})
    EXPECT_EQ(where(std::string(R"({"name":"a","groups":)") + groups + "}"), "/groups") << groups;
}

TEST(Members, MayBeLeftOutWhenNoneIsRequired) {
  std::vector<core::Error> mistakes;
  (void)Members::read("", {{"step"}}, mistakes);
  EXPECT_TRUE(mistakes.empty());
  EXPECT_NE(where(""), "fine");
}

TEST(Members, AreGivenAsWhatTheyAre) {
  std::vector<core::Error> mistakes;
  auto members = Members::read(R"({"name":"a","groups":["x"],"data":{"n":1}})", kToken, mistakes);
  ASSERT_TRUE(mistakes.empty());
  EXPECT_EQ(members.text("name"), "a");
  EXPECT_EQ(members.text("role", "viewer"), "viewer");
  EXPECT_EQ(members.names("groups"), std::vector<std::string>{"x"});
  EXPECT_EQ(members.take("data"), (core::Json{{"n", 1}}));
  EXPECT_TRUE(members.take("nothing").is_null());
}

TEST(Members, LetGoOfASecretThatIsTaken) {
  std::vector<core::Error> mistakes;
  auto members = Members::read(R"({"name":"correct horse"})", kToken, mistakes);
  ASSERT_TRUE(mistakes.empty());
  EXPECT_EQ(members.take_secret("name").reveal(), "correct horse");
  EXPECT_EQ(members.text("name"), "") << "no copy is left";
  EXPECT_TRUE(members.take_secret("nothing").empty());
}

}  // namespace
}  // namespace baton::http
