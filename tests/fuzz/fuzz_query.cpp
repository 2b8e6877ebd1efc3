// The query language of lists, and the words of texts: whatever a person types is read into terms,
// words and mistakes that have their place in the text, and what is read holds no more than it.
#include "baton/core/utf8.hpp"
#include "baton/core/words.hpp"
#include "baton/views/query.hpp"
#include "fuzz/fuzz.hpp"

#include <algorithm>

namespace {

using namespace baton;
using fuzz::hold;

void hold_words(std::string_view text) {
  const auto words = core::words_of(text);
  std::size_t bytes = 0;
  for (const auto& word : words) {
    hold(!word.empty() && word.find_first_of(" \"\n") == std::string::npos, "a word is one word");
    hold(std::count(words.begin(), words.end(), word) == 1, "a word is there once");
    hold(core::words_of(word) == std::vector<std::string>{word}, "a word is its own only word");
    bytes += word.size();
  }
  hold(bytes <= 2 * text.size(), "words are no longer than their text");
  hold(core::all_begin_one(words, words), "each word begins itself");
}

void hold_query(std::string_view text, std::span<const views::QueryKey> keys) {
  const auto query = views::read_query(text, keys);
  const std::size_t columns = core::utf8::count(text);
  std::size_t bytes = 0;
  for (const auto& term : query.terms) {
    const auto known = [&term](const views::QueryKey& key) { return key.name == term.key; };
    hold(std::any_of(keys.begin(), keys.end(), known), "a term has a key of its list");
    hold(!term.value.empty(), "a term has a value");
    hold(term.column >= 1 && term.column <= columns, "a term has its place");
    bytes += term.value.size();
  }
  for (const auto& mistake : query.mistakes) {
    hold(mistake.column >= 1 && mistake.column <= columns, "a mistake has its place");
    hold(!mistake.error().message.empty(), "a mistake is told");
    bytes += mistake.raw.size();
  }
  for (const auto& word : query.words) bytes += word.size();
  hold(bytes <= text.size(), "no more is read than there is");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Exact text(fuzz::text_of(data, size));
  hold_words(text.view());
  hold_query(text.view(), views::run_query_keys());
  hold_query(text.view(), views::event_query_keys());
  return 0;
}
