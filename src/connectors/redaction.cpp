#include "connectors/redaction.hpp"

#include "connectors/crypto.hpp"
#include "connectors/uri.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace baton::connectors {

namespace {

constexpr std::string_view kMark = "[secret]";
// Escapes of escapes: a JSON text in a form field in a JSON text is as deep as echoes go.
constexpr int kLayersMax = 3;

// A text without one layer of escapes, and where in the original each of its bytes begins, with one more entry for the end.
// No entries: it is the original.
struct Layer {
  std::string text{};
  std::vector<std::size_t> begins{};
  std::size_t begin(std::size_t at) const { return begins.empty() ? at : begins[at]; }
};

struct Escape {
  std::string text{};
  std::size_t length = 0;  // of the escape
};

std::string utf8(std::uint32_t point) {
  std::string out;
  if (point < 0x80) return {static_cast<char>(point)};
  if (point < 0x800) return {static_cast<char>(0xc0U | point >> 6U), static_cast<char>(0x80U | (point & 0x3fU))};
  return {static_cast<char>(0xe0U | point >> 12U), static_cast<char>(0x80U | (point >> 6U & 0x3fU)),
          static_cast<char>(0x80U | (point & 0x3fU))};
}

std::optional<std::uint32_t> number(std::string_view digits, int base) {
  std::uint32_t value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (digits.empty() || problem != std::errc() || end != digits.data() + digits.size() || value > 0xffff) return std::nullopt;
  return value;
}

Escape percent(std::string_view rest) {
  const auto byte = rest.size() >= 3 ? from_hex(rest.substr(1, 2)) : std::nullopt;
  return byte ? Escape{*byte, 3} : Escape{};
}

Escape backslash(std::string_view rest) {
  if (rest.size() < 2) return {};
  if (rest[1] == 'u' || rest[1] == 'x') {
    const std::size_t digits = rest[1] == 'u' ? 4 : 2;
    const auto point = rest.size() >= 2 + digits ? number(rest.substr(2, digits), 16) : std::nullopt;
    return point ? Escape{utf8(*point), 2 + digits} : Escape{};
  }
  constexpr std::string_view kNamed = "ntrbf";
  constexpr std::string_view kMeant = "\n\t\r\b\f";
  const auto named = kNamed.find(rest[1]);
  return {std::string(1, named == std::string_view::npos ? rest[1] : kMeant[named]), 2};
}

Escape entity(std::string_view rest) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kNamed{
      {{"&quot;", '"'}, {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&apos;", '\''}}};
  for (const auto& [name, meant] : kNamed)
    if (rest.starts_with(name)) return {std::string(1, meant), name.size()};
  const auto end = rest.substr(0, 10).find(';');
  if (!rest.starts_with("&#") || end == std::string_view::npos) return {};
  const bool hex = rest.size() > 2 && (rest[2] == 'x' || rest[2] == 'X');
  const auto point = number(rest.substr(hex ? 3 : 2, end - (hex ? 3 : 2)), hex ? 16 : 10);
  return point ? Escape{utf8(*point), end + 1} : Escape{};
}

// nullopt when there was nothing to undo.
std::optional<Layer> unescaped(const Layer& from) {
  if (from.text.find_first_of("%\\&") == std::string::npos) return std::nullopt;
  Layer out;
  bool any = false;
  const std::string_view text = from.text;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = text.substr(at);
    const auto escape = rest[0] == '%'    ? percent(rest)
                        : rest[0] == '\\' ? backslash(rest)
                        : rest[0] == '&'  ? entity(rest)
                                          : Escape{};
    out.begins.insert(out.begins.end(), escape.length > 0 ? escape.text.size() : 1, from.begin(at));
    out.text.append(escape.length > 0 ? std::string_view(escape.text) : rest.substr(0, 1));
    any |= escape.length > 0;
    at += std::max<std::size_t>(escape.length, 1);
  }
  out.begins.push_back(from.begin(text.size()));
  return any ? std::optional(std::move(out)) : std::nullopt;
}

bool in_base64(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         std::string_view("+/-_=").find(letter) != std::string_view::npos;
}

// The characters of base64 that `secret` alone decides, wherever it stands among other bytes: three alignments.
std::vector<std::string> in_the_middle_of_base64(std::string_view secret) {
  std::vector<std::string> out;
  for (std::size_t before = 0; before < 3; ++before) {
    const auto text = to_base64(std::string(before, 'x').append(secret));
    const std::size_t first = before == 0 ? 0 : before + 1;
    const std::size_t last = (before + secret.size()) * 8 / 6;
    out.push_back(text.substr(first, last - first));
  }
  return out;
}

using Ranges = std::vector<std::pair<std::size_t, std::size_t>>;

std::string replaced(std::string_view text, Ranges ranges) {
  std::sort(ranges.begin(), ranges.end());
  std::string out;
  std::size_t done = 0;
  for (const auto& [begin, end] : ranges) {
    if (begin >= done) out.append(text.substr(done, begin - done)).append(kMark);
    done = std::max(done, end);
  }
  return out.append(text.substr(done));
}

}  // namespace

void Redaction::add(Needle needle) {
  const auto same = [&needle](const Needle& one) { return one.text == needle.text && one.any_case == needle.any_case; };
  if (std::any_of(needles_.begin(), needles_.end(), same)) return;
  shortest_ = needles_.empty() ? needle.text.size() : std::min(shortest_, needle.text.size());
  needles_.push_back(std::move(needle));
}

void Redaction::add(std::string_view secret) {
  if (secret.size() < kSecretBytesMin) return;
  numbers_ |= secret.find_first_not_of("0123456789.-+eE") == std::string_view::npos;
  add({std::string(secret), false, false});
  add({to_hex(secret), false, true});
  if (secret.find(' ') != std::string_view::npos) {
    std::string form(secret);
    std::replace(form.begin(), form.end(), ' ', '+');
    add({std::move(form), false, false});
  }
  for (auto& part : in_the_middle_of_base64(secret)) {
    std::string other = part;
    std::replace(other.begin(), other.end(), '+', '-');
    std::replace(other.begin(), other.end(), '/', '_');
    add({std::move(part), true, false});
    add({std::move(other), true, false});
  }
}

void Redaction::redact(std::string& text) const {
  if (needles_.empty() || text.size() < shortest_) return;
  Ranges ranges;
  std::optional<Layer> layer = Layer{text, {}};
  for (int depth = 0; layer && depth <= kLayersMax; ++depth) {
    const auto& searched = layer->text;
    std::string lowered;  // made when the first needle asks for it
    for (const auto& needle : needles_) {
      if (needle.text.size() > searched.size()) continue;
      if (needle.any_case && lowered.empty()) lowered = lower(searched);
      const auto& in = needle.any_case ? lowered : searched;
      for (auto at = in.find(needle.text); at != std::string::npos; at = in.find(needle.text, at + 1)) {
        auto end = at + needle.text.size();
        auto begin = at;
        while (needle.in_blob && begin > 0 && in_base64(in[begin - 1])) --begin;
        while (needle.in_blob && end < in.size() && in_base64(in[end])) ++end;
        ranges.emplace_back(layer->begin(begin), layer->begin(end));
        at = end - 1;
      }
    }
    layer = unescaped(*layer);
  }
  if (!ranges.empty()) text = replaced(text, std::move(ranges));
}

void Redaction::redact(core::Json& value) const {
  if (needles_.empty()) return;
  if (value.is_string()) return redact(value.get_ref<std::string&>());
  if (value.is_array()) {
    for (auto& item : value) redact(item);
    return;
  }
  if (value.is_number() && numbers_) {
    auto text = core::dump(value);
    const auto before = text;
    redact(text);
    if (text != before) value = std::move(text);
    return;
  }
  if (!value.is_object()) return;
  std::vector<std::pair<std::string, std::string>> renamed;
  for (auto& [name, member] : value.items()) {
    redact(member);
    auto shown = name;
    redact(shown);
    if (shown != name) renamed.emplace_back(name, std::move(shown));
  }
  for (auto& [name, shown] : renamed) {
    auto member = std::move(value[name]);
    value.erase(name);
    value[shown] = std::move(member);
  }
}

}  // namespace baton::connectors
