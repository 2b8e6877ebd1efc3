#include "context/compared_words.hpp"

#include "baton/core/words.hpp"
#include "context/held_words.hpp"

#include <utility>

namespace baton::context {

std::vector<ComparedWord> compared_words(std::string_view text) {
  std::vector<ComparedWord> words;
  for (const auto& written : written_words(text)) {
    if (has_numeral_sign(written.text)) {
      words.push_back({written.text, written});
      continue;
    }
    for (auto& lower : core::words_of(written.text))
      words.push_back({compared_form(std::move(lower)), written});
  }
  return words;
}

}  // namespace baton::context
