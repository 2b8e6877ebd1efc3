#include "baton/core/actor.hpp"

#include "baton/core/result.hpp"
#include "baton/core/transition.hpp"

#include <gtest/gtest.h>
#include <map>

namespace baton::core {
namespace {

TEST(Actor, IsReadBackFromItsText) {
  using Kind = Actor::Kind;
  const std::map<std::string, std::pair<Kind, std::string>> texts{
      {"", {Kind::nobody, ""}},
      {"ada", {Kind::user, "ada"}},
      {"token:ada", {Kind::token, "ada"}},
      {"token:", {Kind::token, ""}},
      {"token:token:ada", {Kind::token, "token:ada"}},
      {"config", {Kind::baton, "config"}},
      {"server", {Kind::baton, "server"}}};
  for (const auto& [text, expected] : texts) {
    const Actor actor = Actor::parse(text);
    EXPECT_EQ(actor.kind(), expected.first) << text;
    EXPECT_EQ(actor.name(), expected.second) << text;
    EXPECT_EQ(actor.text(), text);
  }
}

TEST(Actor, IsWrittenAsItAlwaysWas) {
  EXPECT_EQ(Actor().text(), "");
  EXPECT_EQ(Actor::user("ada").text(), "ada");
  EXPECT_EQ(Actor::token("ada").text(), "token:ada");
  EXPECT_EQ(Actor::config().text(), "config");
  EXPECT_EQ(Actor::server().text(), "server");
  EXPECT_EQ(to_json(RunCancelled{Actor::token("ada"), "no need"}).dump(),
            R"({"actor":"token:ada","is":"RunCancelled","reason":"no need"})");
  EXPECT_EQ(to_json(RunCancelled{}).dump(), R"({"is":"RunCancelled"})")
      << "that nobody is known is not stored";
}

TEST(Actor, OfAUserIsNoOtherKind) {
  for (const std::string_view name : {"", "token:ada", "config", "server"})
    EXPECT_THROW((void)Actor::user(name), BrokenInvariant) << name;
}

TEST(Person, StandsBehindAToken) {
  EXPECT_TRUE(same_person(Actor::user("ada"), Actor::token("ada")));
  EXPECT_TRUE(same_person(Actor::token("ada"), Actor::token("ada")));
  EXPECT_NE(Actor::user("ada"), Actor::token("ada")) << "one person, and two ways of acting";
  EXPECT_FALSE(same_person(Actor::user("ada"), Actor::user("ben")));
  EXPECT_FALSE(same_person(Actor::user("ada"), Actor::user("Ada")));
}

TEST(Person, IsNeverNobodyNorBatonItself) {
  const Actor nameless = Actor::token("");
  for (const Actor& none : {Actor(), nameless, Actor::config(), Actor::server()}) {
    EXPECT_FALSE(none.is_person()) << none.text();
    for (const Actor& other : {Actor(), nameless, Actor::config(), Actor::server()})
      EXPECT_FALSE(same_person(none, other)) << none.text() << ", " << other.text();
  }
}

TEST(Person, IsNamedInAListInEitherWay) {
  EXPECT_TRUE(names({"ben", "token:ada"}, Actor::user("ada")));
  EXPECT_TRUE(names({"ada"}, Actor::token("ada")));
  EXPECT_FALSE(names({"ben"}, Actor::token("ada")));
  EXPECT_FALSE(names({"", "token:"}, Actor()));
}

}  // namespace
}  // namespace baton::core
