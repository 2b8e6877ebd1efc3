#include "baton/context/packet.hpp"

#include "baton/core/text.hpp"

#include <algorithm>

namespace baton::context {
namespace {

// What core::set_off() writes for a line break.
constexpr std::string_view kLineBreak = "\n  > ";

std::string in_words(const core::Json& value) {
  return core::set_off(value.is_string() ? value.get_ref<const std::string&>() : core::dump(value));
}

// A value as it stands behind its name.
std::string words_of(const core::Json& value) {
  if (!value.is_array()) return in_words(value);
  std::string text;
  for (std::size_t at = 0; at < value.size(); ++at)
    text += (at == 0 ? "" : "; ") + in_words(value[at]);
  return text;
}

// Whether a text, or one of the parts of a value, holds what is looked for.
bool holds(const core::Json& sent, const core::Json& value, const std::string& words,
           const std::string& written) {
  if (sent == value) return true;
  if (sent.is_string()) {
    const auto& text = sent.get_ref<const std::string&>();
    return text.find(words) != std::string::npos || text.find(written) != std::string::npos;
  }
  return sent.is_structured() && std::any_of(sent.begin(), sent.end(), [&](const auto& part) {
           return holds(part, value, words, written);
         });
}

// The name with which a line of a summary begins; empty if it begins with none.
std::string_view name_in(std::string_view line) {
  const auto colon = line.find(": ");
  if (colon == std::string_view::npos || colon == 0) return {};
  const auto name = line.substr(0, colon);
  const bool is_name = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || core::is_digit(c) || c == '_';
  });
  return is_name ? name : std::string_view();
}

}  // namespace

std::string summary(const core::Json& context) {
  std::string text;
  for (const auto& [name, value] : context.items()) {
    if (!text.empty()) text += '\n';
    text += name + ": " + words_of(value);
  }
  return text;
}

core::Json fields_of(std::string_view summary) {
  core::Json fields = core::Json::object();
  std::string* last = nullptr;
  while (!summary.empty()) {
    const auto end = summary.find('\n');
    const auto line = summary.substr(0, end);
    const auto continued = kLineBreak.substr(1);
    if (line.starts_with(continued) && last != nullptr) {
      last->append(1, '\n').append(line.substr(continued.size()));
    } else if (const auto name = name_in(line); !name.empty()) {
      auto& field = fields[std::string(name)];
      field = std::string(line.substr(name.size() + 2));
      last = field.get_ptr<std::string*>();
    } else {
      last = nullptr;
    }
    if (end == std::string_view::npos) break;
    summary.remove_prefix(end + 1);
  }
  return fields;
}

std::vector<std::string> dropped(const core::Json& context, const std::vector<std::string>& require,
                                 const core::Json& sent) {
  std::vector<std::string> missing;
  for (const auto& name : require) {
    const auto* value = core::find(context, name);
    if (value == nullptr || value->is_null()) continue;
    const auto written = value->is_string() ? value->get<std::string>() : core::dump(*value);
    if (!holds(sent, *value, words_of(*value), written)) missing.push_back(name);
  }
  return missing;
}

}  // namespace baton::context
