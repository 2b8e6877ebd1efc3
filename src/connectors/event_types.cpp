#include "connectors/event_types.hpp"

#include "baton/core/event_names.hpp"

#include <algorithm>

namespace baton::connectors {

namespace {

using core::Json;

// A type chooses among a few words; a manifest that would multiply them beyond this is not followed.
constexpr std::size_t kTypesMax = 200;

// The texts that an expression may choose: those in quotes behind the `?` or `:` of a conditional.
std::vector<std::string> chosen(std::string_view expression) {
  std::vector<std::string> texts;
  char before = ' ';
  for (std::size_t at = 0; at < expression.size(); ++at) {
    const char c = expression[at];
    if (c == '"' || c == '\'') {
      const auto close = expression.find(c, at + 1);
      if (close == std::string_view::npos) break;
      if (before == '?' || before == ':') texts.emplace_back(expression.substr(at + 1, close - at - 1));
      at = close;
    }
    if (c != ' ') before = c;
  }
  return texts;
}

// Where the expression that begins at `at` ends: at its closing brace.
std::size_t hole_end(std::string_view type, std::size_t at) {
  std::size_t depth = 1;
  for (; at < type.size(); ++at) {
    if (type[at] == '{') ++depth;
    if (type[at] == '}' && --depth == 0) return at;
  }
  return at;
}

void add_types(std::string_view type, std::vector<std::string>& found) {
  std::vector<std::string> made{""};
  for (std::size_t at = 0; at < type.size();) {
    const auto hole = type.find("${", at);
    for (auto& one : made) one += type.substr(at, hole - at);
    if (hole == std::string_view::npos) break;
    const auto end = hole_end(type, hole + 2);
    const auto words = chosen(type.substr(hole + 2, end - hole - 2));
    if (words.size() * made.size() > kTypesMax) return;
    std::vector<std::string> longer;
    for (const auto& one : made) {
      for (const auto& word : words) longer.push_back(one + word);
    }
    made = std::move(longer);
    at = end + 1;
  }
  std::copy_if(made.begin(), made.end(), std::back_inserter(found), [](const auto& one) { return core::nameable(one); });
}

}  // namespace

std::vector<std::string> event_types(const Json& decode) {
  std::vector<std::string> found;
  for (const auto& part : decode.is_array() ? decode : Json::array()) {
    const auto* events = core::find(part, "events");
    if (events == nullptr || !events->is_array()) continue;
    for (const auto& rule : *events) add_types(core::text_at(rule, "type"), found);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace baton::connectors
