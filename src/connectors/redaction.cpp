#include "connectors/redaction.hpp"

#include "baton/core/text.hpp"
#include "baton/formats/media.hpp"
#include "connectors/escapes.hpp"
#include "connectors/secret_search.hpp"

#include <algorithm>
#include <utility>

namespace baton::connectors {

namespace {

constexpr std::string_view kMark = "[secret]";

// A secret that is not ASCII, in the form that it has for a reader who takes its bytes for ISO
// 8859-1.
std::string misread(std::string_view secret) { return formats::utf8_from_latin1(secret); }

// A secret in ISO 8859-1, which is also its UTF-16 without NULs. Empty if it cannot be written so.
std::string in_latin1(std::string_view secret) {
  std::string out;
  for (std::size_t at = 0; at < secret.size(); ++at) {
    const auto byte = static_cast<unsigned char>(secret[at]);
    const bool two = (byte & 0xfeU) == 0xc2U && at + 1 < secret.size();
    if (byte >= 0x80 && !two) return {};
    out += two ? static_cast<char>((byte & 3U) << 6U |
                                   (static_cast<unsigned char>(secret[++at]) & 0x3fU))
               : secret[at];
  }
  return out;
}

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

bool is_distinctive(std::string_view secret) {
  const auto is_letter = [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  };
  return std::any_of(secret.begin(), secret.end(), core::is_digit) &&
         std::any_of(secret.begin(), secret.end(), is_letter);
}

void Redaction::add(std::string_view secret) {
  if (secret.size() < kSecretBytesMin) return;
  numbers_ |= secret.find_first_not_of("0123456789.-+eE") == std::string_view::npos;
  std::string form(secret);
  std::replace(form.begin(), form.end(), ' ', '+');
  for (const auto& one : {std::string(secret), form, misread(secret), in_latin1(secret)}) {
    needles_.add(one);
    for (auto plain = without_escapes(one); plain; plain = without_escapes(*plain))
      needles_.add(*plain);
  }
}

std::size_t Redaction::doubtful_bytes() const {
  constexpr std::size_t kEscapeBytesMax = 6;  // a byte by its number, in JSON or in HTML
  return needles_.longest() * kEscapeBytesMax;
}

void Redaction::redact(std::string& text) const {
  if (needles_.empty() || text.size() < needles_.shortest()) return;
  auto ranges = SecretSearch(needles_, text.size()).through(text);
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
  for (auto& [name, member] : value.get_ref<core::Json::object_t&>()) {
    redact(member);
    if (name.size() < needles_.shortest()) continue;
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
