#include "templates/formats.hpp"

#include "baton/cel/expression.hpp"
#include "baton/core/time.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace baton::templates {

namespace {

bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }
bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

bool is_email(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || std::any_of(text.begin(), text.end(), is_blank))
    return false;
  const auto domain = text.substr(at + 1);
  return text.find('@') == at && domain.find('.') != std::string_view::npos &&
         !domain.starts_with('.') && !domain.ends_with('.') &&
         domain.find("..") == std::string_view::npos;
}

bool is_uri(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
  const auto scheme = text.substr(0, colon);
  const auto in_scheme = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '-' || c == '.';
  };
  return std::isalpha(static_cast<unsigned char>(scheme.front())) != 0 &&
         std::all_of(scheme.begin(), scheme.end(), in_scheme) &&
         std::none_of(text.begin(), text.end(), is_blank);
}

bool is_date_time(std::string_view text) { return core::parse_rfc3339(text).has_value(); }
bool is_date(std::string_view text) {
  return text.size() == 10 && is_date_time(std::string(text) + "T00:00:00Z");
}
bool is_time(std::string_view text) { return is_date_time("2000-01-01T" + std::string(text)); }

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
    if (dash ? text[at] != '-' : !is_hex(text[at])) return false;
  }
  return true;
}

struct Format {
  std::string_view name;
  bool (*holds)(std::string_view);
  std::string_view described;
};

constexpr std::array<Format, 7> kFormats{
    {{"email", is_email, "an e-mail address, as ana@example.com"},
     {"uri", is_uri, "an address, as https://example.com/page"},
     {"url", is_uri, "an address, as https://example.com/page"},
     {"date", is_date, "a date, as 2026-05-04"},
     {"date-time", is_date_time, "a time, as 2026-05-04T10:00:00Z"},
     {"time", is_time, "a time of day, as 10:00:00Z"},
     {"uuid", is_uuid, "a UUID, as 123e4567-e89b-12d3-a456-426614174000"}}};

const Format* find_format(std::string_view name) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                  [name](const Format& format) { return format.name == name; });
  return found == kFormats.end() ? nullptr : &*found;
}

class TextAndPattern final : public cel::Names {
 public:
  TextAndPattern(const std::string& text, const std::string& pattern)
      : text_(text), pattern_(pattern) {}
  std::optional<cel::Value> find(std::string_view name) const override {
    return cel::Value::borrowed_string(name == "text" ? text_ : pattern_);
  }

 private:
  const std::string& text_;
  const std::string& pattern_;
};

}  // namespace

bool has_format(std::string_view text, std::string_view format) {
  const auto* known = find_format(format);
  return known == nullptr || known->holds(text);
}

std::string format_described(std::string_view format) {
  const auto* known = find_format(format);
  return known == nullptr ? std::string(format) : std::string(known->described);
}

// By way of CEL's matches(), which takes time linear in the text whatever the pattern.
bool has_pattern(const std::string& text, const std::string& pattern) {
  static const auto matches = cel::Expression::compile("text.matches(pattern)").expression;
  const auto found = matches->evaluate(TextAndPattern(text, pattern)).value;
  return !found || !found->is_false();
}

}  // namespace baton::templates
