#include "app/yaml_text.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <cctype>

namespace baton::app {

namespace {

// Letters, digits and a few signs, beginning with a letter: never a number, a date or an indicator.
bool plain(const std::string& text) {
  static constexpr std::string_view kWords[] = {"true", "false", "null", "yes", "no",
                                                "on",   "off",   "y",    "n"};
  const auto simple = [](unsigned char letter) {
    return std::isalnum(letter) != 0 || letter == '_' || letter == '-' || letter == '.' ||
           letter == '/' || letter == ' ';
  };
  if (text.empty() || std::isalpha(static_cast<unsigned char>(text.front())) == 0 ||
      text.back() == ' ' || !std::all_of(text.begin(), text.end(), simple))
    return false;
  return std::none_of(std::begin(kWords), std::end(kWords),
                      [&text](std::string_view word) { return core::same_no_case(word, text); });
}

std::string scalar(const core::Json& value) {
  if (value.is_string() && plain(value.get_ref<const std::string&>()))
    return value.get<std::string>();
  return core::dump(value);  // empty maps and lists are {} and [] in both
}

void write(const core::Json& value, const std::string& indent, std::string& out);

// What stands behind "name:" or "-": a scalar on the same line, anything else below.
void write_behind(const core::Json& value, const std::string& indent, std::string& out) {
  if (!value.is_structured() || value.empty()) {
    out += " " + scalar(value) + "\n";
  } else {
    out += "\n";
    write(value, indent + "  ", out);
  }
}

void write(const core::Json& value, const std::string& indent, std::string& out) {
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) {
      out += indent + scalar(core::Json(name)) + ":";
      write_behind(member, indent, out);
    }
    return;
  }
  for (const core::Json& item : value) {
    out += indent + "-";
    write_behind(item, indent, out);
  }
}

}  // namespace

std::string yaml_text(const core::Json& value) {
  if (!value.is_structured() || value.empty()) return scalar(value) + "\n";
  std::string out;
  write(value, "", out);
  return out;
}

}  // namespace baton::app
