#pragma once

#include <string>
#include <string_view>
#include <vector>

// The words of a text, for searching lists. Pure; any thread.
namespace baton::core {

// The distinct words of a text, in the order in which they first stand there. A word is a sequence
// of letters and digits; everything else separates words. Capital letters of Latin, Greek and
// Cyrillic become small, and Latin letters lose their accents, so that "Équipe" and "equipe" are
// one word. Other letters stay as they are.
std::vector<std::string> words_of(std::string_view text);

// True if each of `wanted` begins one of `words`. Both are as words_of() gives them.
bool all_begin_one(const std::vector<std::string>& wanted, const std::vector<std::string>& words);

}  // namespace baton::core
