#include "connectors/links.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace baton::connectors {

namespace {

// Removes the part before the next separator from the front of `rest`, as core::take_part() does. A
// separator in quotes is a part of a text (RFC 9110 section 5.6.4).
std::string_view take_unquoted(std::string_view& rest, char separator) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < rest.size() && (quoted || rest[end] != separator); ++end) {
    if (quoted && rest[end] == '\\') {
      ++end;
    } else if (rest[end] == '"') {
      quoted = !quoted;
    }
  }
  const auto part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

// Adds the link by the words of each `rel` of its parameters, which are in lower case. A `rel` may
// have several words, and one needs no quotes (RFC 8288 section 3).
void add_link(std::string_view reference, std::string_view parameters, core::Json& links) {
  while (!parameters.empty()) {
    auto value = take_unquoted(parameters, ';');
    if (core::trim(core::take_part(value, '=')) != "rel") continue;
    auto words = core::trim(value, " \t\"");
    while (!words.empty())
      if (const auto word = core::take_part(words, ' '); !word.empty())
        links.emplace(std::string(word), std::string(reference));
  }
}

}  // namespace

core::Json links_of(std::string_view field) {
  core::Json links = core::Json::object();
  while (!field.empty()) {
    const auto open = field.find('<');
    const auto close = field.find('>', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    const auto reference = field.substr(open + 1, close - open - 1);
    field.remove_prefix(close + 1);
    add_link(reference, core::lower(take_unquoted(field, ',')), links);
  }
  return links;
}

}  // namespace baton::connectors
