#include "app/pattern_text.hpp"

#include "baton/formats/json_schema.hpp"

#include <gtest/gtest.h>

namespace baton::app {
namespace {

TEST(PatternText, FitsWhatDescriptionsHave) {
  for (const std::string pattern :
       {"^\\d{10}$", "^v\\d+\\.0$", "^act_\\d+$", "^(act_)?\\d+$", "^[0-9a-f]{32}$",
        "^3\\.\\d{1,2}$", "^pub-key-[A-Za-z0-9-]+\\.pem$",
        "^([0-9a-f]{64}|UNSIGNED-PAYLOAD|STREAMING-.*)$", "^[^/]+/[^/]+$", "^(?:[A-Z][a-z]*){2}$",
        "^[]x]$", "^[\\w.-]+@[\\w-]+\\.[a-z]{2,}$", "^(?i)abc$", "^[[:digit:]]{3}$",
        "^\\(\\d{3}\\) ?\\d{4}$", "a|b", "^.{3,}?$", "^[^a-z1]$"}) {
    const auto text = text_for_pattern(pattern);
    EXPECT_FALSE(formats::JsonSchema({{"type", "string"}, {"pattern", pattern}}).misfit(text))
        << pattern << " gives " << text;
  }
}

TEST(PatternText, EndsWhateverThePatternIs) {
  for (const std::string pattern :
       {"", "(", "[", "[^", "\\", "a{", "a{5", "(?", "(?<", "[[:", "[a-"})
    EXPECT_LE(text_for_pattern(pattern).size(), 10U) << pattern;
  EXPECT_LE(text_for_pattern("(((a{1000}){1000}){1000}){1000}").size(), 2'000U);
  EXPECT_EQ(text_for_pattern(std::string(5'000, '(')), "");
}

}  // namespace
}  // namespace baton::app
