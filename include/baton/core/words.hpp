#pragma once

#include <string>
#include <string_view>
#include <vector>

// The words of a text, as lists are searched by them. Pure; any thread.
namespace baton::core {

// The distinct words of a text, in order of their first place. A word is a row of letters and
// digits; all else stands between words. Letters are in lower case, and Latin ones lose their
// accents, so that "Équipe" and "equipe" are one word. Letters of other scripts stay as they are,
// save the capitals of Greek and Cyrillic.
std::vector<std::string> words_of(std::string_view text);

// True if each of `wanted` begins one of `words`. Both are as words_of() gives them.
bool all_begin_one(const std::vector<std::string>& wanted, const std::vector<std::string>& words);

}  // namespace baton::core
