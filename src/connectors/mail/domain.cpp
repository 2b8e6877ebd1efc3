#include "connectors/mail/domain.hpp"

#include "baton/core/letters.hpp"
#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace baton::connectors {

namespace {

// RFC 1035 section 2.3.4.
constexpr std::size_t kLabelBytesMax = 63;

// The parameters of Punycode (RFC 3492 section 5).
constexpr std::uint32_t kPunycodeDigits = 36;
constexpr std::uint32_t kPunycodeLeast = 1;
constexpr std::uint32_t kPunycodeMost = 26;
constexpr std::uint32_t kPunycodeSkew = 38;
constexpr std::uint32_t kPunycodeDamp = 700;
constexpr std::uint32_t kPunycodeBias = 72;
constexpr std::uint32_t kPunycodeFirst = 0x80;

struct PointRange {
  std::uint32_t first;
  std::uint32_t last;
};

// Characters that stand in no name (RFC 5892 section 2), as far as somebody may write them in one.
constexpr std::array<PointRange, 12> kNotInNames{{
    {0x80, 0xbf},      // signs of Latin-1
    {0xd7, 0xd7},      // the multiplication sign
    {0xf7, 0xf7},      // the division sign
    {0x130, 0x130},    // a capital letter whose small letter is two characters in names
    {0x300, 0x36f},    // accents that follow their letters, which other names have in one character
    {0x387, 0x387},    // a punctuation mark among the Greek letters
    {0x2000, 0x2bff},  // spaces, punctuation and symbols
    {0x3000, 0x3004},  // the same for Chinese and Japanese, with a full stop among them
    {0xe000, 0xf8ff},  // for private use
    {0xfe00, 0xffff},  // other forms of letters, and no characters
    {0x1f000, 0x1ffff},   // pictures
    {0xe0000, 0x10ffff},  // tags, and what is for private use
}};

bool stands_in_names(std::uint32_t point) {
  return std::none_of(kNotInNames.begin(), kNotInNames.end(), [point](const PointRange& range) {
    return point >= range.first && point <= range.last;
  });
}

char punycode_digit(std::uint32_t value) {
  return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
}

// The bias for the next number, after `delta` was written as that of character number `count`.
std::uint32_t punycode_bias(std::uint32_t delta, std::uint32_t count, bool first) {
  delta /= first ? kPunycodeDamp : 2U;
  delta += delta / count;
  std::uint32_t bias = 0;
  for (; delta > (kPunycodeDigits - kPunycodeLeast) * kPunycodeMost / 2; bias += kPunycodeDigits)
    delta /= kPunycodeDigits - kPunycodeLeast;
  return bias + (kPunycodeDigits - kPunycodeLeast + 1) * delta / (delta + kPunycodeSkew);
}

void append_punycode(std::string& out, std::uint32_t number, std::uint32_t bias) {
  for (auto at = kPunycodeDigits;; at += kPunycodeDigits) {
    const auto threshold = at <= bias ? kPunycodeLeast : std::min(at - bias, kPunycodeMost);
    if (number < threshold) break;
    const auto left = number - threshold;
    out += punycode_digit(threshold + left % (kPunycodeDigits - threshold));
    number = left / (kPunycodeDigits - threshold);
  }
  out += punycode_digit(number);
}

// RFC 3492 section 6.3. A label of so few characters makes no number that is too large.
std::string punycode(const std::vector<std::uint32_t>& points) {
  std::string out;
  for (const auto point : points)
    if (point < kPunycodeFirst) out += static_cast<char>(point);
  const auto plain = static_cast<std::uint32_t>(out.size());
  if (plain > 0) out += '-';
  std::uint32_t written = plain;
  std::uint32_t next = kPunycodeFirst;
  std::uint32_t delta = 0;
  std::uint32_t bias = kPunycodeBias;
  while (written < points.size()) {
    std::uint32_t least = UINT32_MAX;
    for (const auto point : points)
      if (point >= next) least = std::min(least, point);
    delta += (least - next) * (written + 1);
    next = least;
    for (const auto point : points) {
      if (point < next) ++delta;
      if (point != next) continue;
      append_punycode(out, delta, bias);
      bias = punycode_bias(delta, written + 1, written == plain);
      delta = 0;
      ++written;
    }
    ++delta;
    ++next;
  }
  return out;
}

std::optional<std::string> ascii_label(std::string_view label) {
  const bool plain = std::all_of(label.begin(), label.end(), [](char letter) {
    return static_cast<unsigned char>(letter) < kPunycodeFirst;
  });
  if (plain) return std::string(label);
  std::vector<std::uint32_t> points;
  for (std::size_t at = 0; at < label.size(); at += core::utf8::width(label, at)) {
    if (core::utf8::sequence(label, at) == 0 || points.size() == kLabelBytesMax)
      return std::nullopt;
    const auto point = core::utf8::decode(label, at);
    if (!stands_in_names(point)) return std::nullopt;
    points.push_back(core::small_letter(point));
  }
  auto name = "xn--" + punycode(points);
  if (name.size() > kLabelBytesMax) return std::nullopt;
  return name;
}

}  // namespace

std::optional<std::string> ascii_domain(std::string_view domain) {
  std::string out;
  for (bool more = true; more;) {
    more = domain.find('.') != std::string_view::npos;
    const auto label = ascii_label(core::take_part(domain, '.'));
    if (!label) return std::nullopt;
    out.append(*label).append(more ? "." : "");
  }
  return out;
}

}  // namespace baton::connectors
