#include "baton/core/ids.hpp"

#include "baton/core/text.hpp"

#include <array>

namespace baton::core {

namespace {

constexpr std::string_view kDigits =
    "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford base32, lower case.
constexpr int kTextDigits = 13;          // 65 bits: enough for 63.
constexpr int kChanceBits = 21;

}  // namespace

std::string id_text(std::string_view prefix, std::int64_t value) {
  std::array<char, kTextDigits> digits{};
  auto rest = static_cast<std::uint64_t>(value);
  for (int at = kTextDigits - 1; at >= 0; --at) {
    digits[static_cast<std::size_t>(at)] = kDigits[rest & 31U];
    rest >>= 5U;
  }
  std::string text;
  text.reserve(prefix.size() + 1 + kTextDigits);
  text.append(prefix).append(1, '_').append(digits.data(), digits.size());
  return text;
}

Result<std::int64_t> parse_id(std::string_view prefix, std::string_view text) {
  const auto refuse = [&] {
    return Error{Errc::invalid, "expected an id like " + id_text(prefix, 0) + ", got \"" +
                                    one_line(text, 40) + "\""};
  };
  if (text.size() != prefix.size() + 1 + kTextDigits || !text.starts_with(prefix) ||
      text[prefix.size()] != '_')
    return refuse();
  std::uint64_t value = 0;
  const auto digits = text.substr(prefix.size() + 1);
  if (kDigits.find(digits.front()) > 7) return refuse();  // would need more than 63 bits
  for (const char digit : digits) {
    const auto position = kDigits.find(digit);
    if (position == std::string_view::npos) return refuse();
    value = (value << 5U) | position;
  }
  return static_cast<std::int64_t>(value);
}

std::int64_t first_id_of(Time time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count()
         << kChanceBits;
}

Time time_of_id(std::int64_t value) {
  return Time(std::chrono::milliseconds(value >> kChanceBits));
}

std::int64_t IdSource::next(Time now, std::uint64_t random) {
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  const auto chance = static_cast<std::int64_t>(random & ((1U << kChanceBits) - 1U));
  const std::int64_t fresh = (static_cast<std::int64_t>(milliseconds) << kChanceBits) | chance;
  const bool later_millisecond = (fresh >> kChanceBits) > (last_ >> kChanceBits);
  last_ = later_millisecond ? fresh : last_ + 1;
  return last_;
}

}  // namespace baton::core
