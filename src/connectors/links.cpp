#include "connectors/links.hpp"

#include "baton/core/text.hpp"

#include <string>

namespace baton::connectors {

namespace {

// Adds the link by the words of each `rel` of its parameters, which are in lower case. A `rel` may
// have several words, and one needs no quotes (RFC 8288 section 3).
void add_link(std::string_view reference, std::string_view parameters, core::Json& links) {
  constexpr std::string_view kRel = "rel";
  for (auto at = parameters.find(kRel); at != std::string_view::npos;
       at = parameters.find(kRel, at + kRel.size())) {
    auto rest = core::trim(parameters.substr(at + kRel.size()));
    if (!rest.starts_with('=')) continue;
    rest = core::trim(rest.substr(1));
    const bool quoted = rest.starts_with('"');
    if (quoted) rest.remove_prefix(1);
    auto words = rest.substr(0, rest.find_first_of(quoted ? "\"" : " ;,"));
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
    add_link(reference, core::lower(field.substr(0, field.find('<'))), links);
  }
  return links;
}

}  // namespace baton::connectors
