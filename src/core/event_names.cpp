#include "baton/core/event_names.hpp"

#include "baton/core/limits.hpp"

#include <algorithm>

namespace baton::core {
namespace {

bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == ':' || c == '/';
  });
}

bool is_dotted(std::string_view text, bool pattern) {
  if (text.size() > kNameBytesMax) return false;
  for (;;) {
    const auto dot = text.find('.');
    const auto name = text.substr(0, dot);
    if (!is_name(name) && !(pattern && name == "*")) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

bool nameable(std::string_view type) { return is_dotted(type, false); }
bool nameable_pattern(std::string_view pattern) { return is_dotted(pattern, true); }

bool type_matches(std::string_view pattern, std::string_view type) {
  while (true) {
    const auto pattern_end = pattern.find('.');
    const auto type_end = type.find('.');
    const auto wanted = pattern.substr(0, pattern_end);
    const auto segment = type.substr(0, type_end);
    if (wanted != segment && !(wanted == "*" && !segment.empty())) return false;
    if (pattern_end == std::string_view::npos || type_end == std::string_view::npos)
      return pattern_end == type_end;
    pattern.remove_prefix(pattern_end + 1);
    type.remove_prefix(type_end + 1);
  }
}

bool own_type(std::string_view type) { return type.starts_with("baton."); }

bool reserved_source(std::string_view source) {
  return source == "baton" || source == "api" || source == "workflow" ||
         source.starts_with("workflow/");
}

}  // namespace baton::core
