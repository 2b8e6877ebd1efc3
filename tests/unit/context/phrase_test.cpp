#include "baton/context/phrase.hpp"

#include <gtest/gtest.h>

namespace baton::context {
namespace {

TEST(Phrase, IsFilledInEachLanguage) {
  constexpr Phrase kLate{"{run} is late: {percent} %", "{run} est en retard : {percent} %"};
  const PhraseValues values{{"run", std::string("Launch")}, {"percent", std::string("70")}};
  EXPECT_EQ(filled(kLate, Language::en, values), "Launch is late: 70 %");
  EXPECT_EQ(filled(kLate, Language::fr, values), "Launch est en retard : 70 %");
  EXPECT_EQ(filled(kLate, Language::en, {{"run", std::string("{percent}")}}),
            "{percent} is late:  %")
      << "what is filled in is not read again, and a name without a value is left out";
}

TEST(Phrase, NumbersHaveTheSignOfTheLanguage) {
  EXPECT_EQ(as_number("2.5", Language::en), "2.5");
  EXPECT_EQ(as_number("2.5", Language::fr), "2,5");
  EXPECT_EQ(as_number("40", Language::fr), "40");
}

TEST(Phrase, UnitsAreInTheLanguageUnlessPeopleNamedThem) {
  EXPECT_EQ(unit_in("hours", Language::en), "hours");
  EXPECT_EQ(unit_in("hours", Language::fr), "heures");
  EXPECT_EQ(unit_in("leads", Language::fr), "leads");
}

TEST(Phrase, HasOneEnd) {
  EXPECT_EQ(as_sentence("It is late"), "It is late.");
  for (const auto* whole : {"It is late.", "Is it late?", "It is late!"})
    EXPECT_EQ(as_sentence(whole), whole);
}

}  // namespace
}  // namespace baton::context
