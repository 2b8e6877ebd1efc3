#include "core/json_mistake.hpp"

namespace baton::core {

namespace {

struct Mistake {
  // What the library's message holds.
  std::string_view said;
  // What people are told.
  std::string_view told;
};

// The first whose words are found counts.
constexpr Mistake kMistakes[] = {
    {"unexpected end of input", "it ends too early"},
    {"missing closing quote", "a text has no closing quote"},
    {"invalid comment", "there are no comments in it"},
    {"invalid number", "a number is not written as JSON has it"},
    {"expected end of input", "more stands behind its end"},
    {"while parsing object key", "the name of a member stands in double quotes"},
    {"while parsing object separator", "a colon stands between the name of a member and its value"},
    {"invalid literal",
     "a text stands in double quotes; without them there are true, false and null"},
    {"while parsing object", "a comma stands between two members, and } at the end"},
    {"while parsing array", "a comma stands between two values, and ] at the end"},
    {"unexpected", "a value is missing"},
};

}  // namespace

std::string json_mistake(std::string_view syntax_error) {
  constexpr std::string_view kText = "invalid string: ";
  const auto text = syntax_error.find(kText);
  const bool unclosed = syntax_error.find("missing closing quote") != std::string_view::npos;
  if (text != std::string_view::npos && !unclosed) {
    const auto detail = syntax_error.substr(text + kText.size());
    return "in a text: " + std::string(detail.substr(0, detail.find("; last read")));
  }
  for (const auto& [said, told] : kMistakes) {
    if (syntax_error.find(said) != std::string_view::npos) return std::string(told);
  }
  return std::string(syntax_error);
}

}  // namespace baton::core
