#include "templates/name_hints.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace baton::templates {

namespace {

// The word at a position of a text.
std::string word_at(std::string_view text, core::Position at) {
  for (; at.line > 1; --at.line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  std::size_t begin = 0;
  for (std::size_t points = 1; begin < text.size(); ++begin) {
    if ((static_cast<unsigned char>(text[begin]) & 0xC0U) != 0x80U && points++ == at.column) break;
  }
  auto end = begin;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) ++end;
  return std::string(text.substr(begin, end - begin));
}

std::string_view other_word(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kWords{{{"True", "true"},
                                                                                        {"TRUE", "true"},
                                                                                        {"False", "false"},
                                                                                        {"FALSE", "false"},
                                                                                        {"None", "null"},
                                                                                        {"nil", "null"},
                                                                                        {"undefined", "null"}}};
  const auto found = std::find_if(kWords.begin(), kWords.end(), [word](const auto& row) { return row.first == word; });
  return found == kWords.end() ? std::string_view() : found->second;
}

// Names that are known elsewhere in a workflow, but not at this place.
std::string elsewhere(Place place, std::string_view word) {
  if (word == "event" && place != Place::trigger && place != Place::wait)
    return "the event that started the run is called trigger here: trigger.data.…";
  if (place == Place::trigger && word == "trigger") return "the event is called event here: event.data.…";
  if (place == Place::trigger && (word == "inputs" || word == "run" || word == "steps" || word == "context"))
    return "there is no run yet: a trigger sees the event and now";
  if (place == Place::context && (word == "steps" || word == "context"))
    return "the context is made before the first step: it sees trigger, inputs, run and now";
  return {};
}

}  // namespace

std::string name_hint(const Draft& draft, Place place, std::string_view text, core::Position at) {
  const auto word = word_at(text, at);
  if (word.empty()) return {};
  if (const auto other = other_word(word); !other.empty()) return "write " + std::string(other);
  if (auto hint = elsewhere(place, word); !hint.empty()) return hint;
  if (place != Place::trigger && draft.workflow.inputs.contains(word)) return "did you mean inputs." + word + '?';
  if (place != Place::trigger && draft.workflow.context.values.value.contains(word)) return "did you mean context." + word + '?';
  const bool sees_steps = place != Place::trigger && place != Place::context;
  if (sees_steps && draft.find_step(word)) return "did you mean steps." + word + ".output?";
  return "a text needs quotes: \"" + word + '"';
}

}  // namespace baton::templates
