#pragma once

#include "baton/context/cited.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Sentences that Baton makes itself, in each language. Pure; any thread.
namespace baton::context {

// A sentence or a part of one in each language. Names in braces such as "{title}" are filled in.
struct Phrase {
  // In English.
  std::string_view en;
  // In French.
  std::string_view fr;
};

// What is filled in, by its name.
using PhraseValues = std::vector<std::pair<std::string_view, std::string>>;

// The phrase with its braces, without anything filled in.
std::string_view in(const Phrase& phrase, Language language);
// The phrase with its values. A name that has no value is left out.
std::string filled(const Phrase& phrase, Language language, const PhraseValues& values);
// A number as the language writes it, with a comma in French. `number` has a point, or none.
std::string as_number(std::string number, Language language);
// The unit of a figure as the language has it. A unit that Baton does not name itself stays as
// people wrote it.
std::string unit_in(const std::string& unit, Language language);
// A text as a sentence: with a full stop, where it has no end of its own.
std::string as_sentence(std::string text);

}  // namespace baton::context
