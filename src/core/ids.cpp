#include "baton/core/ids.hpp"

#include "baton/core/text.hpp"

#include <array>

namespace baton::core {

namespace {

constexpr std::string_view kIdDigits =
    "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford base32, lower case.
constexpr int kTextDigits = 13;          // 65 bits: enough for 63.
// The low bits of an id: a count, or chance, within its millisecond, and below that the shard.
constexpr int kCountBits = 13;
constexpr int kShardBits = 8;
constexpr int kLowBits = kCountBits + kShardBits;
constexpr std::uint64_t kCountMask = (1U << kCountBits) - 1U;

std::int64_t milliseconds_of(Time time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

std::string id_text(std::string_view prefix, std::int64_t value) {
  std::array<char, kTextDigits> digits{};
  auto rest = static_cast<std::uint64_t>(value);
  for (int at = kTextDigits - 1; at >= 0; --at) {
    digits[static_cast<std::size_t>(at)] = kIdDigits[rest & 31U];
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
  if (kIdDigits.find(digits.front()) > 7) return refuse();  // would need more than 63 bits
  for (const char digit : digits) {
    const auto position = kIdDigits.find(digit);
    if (position == std::string_view::npos) return refuse();
    value = (value << 5U) | position;
  }
  return static_cast<std::int64_t>(value);
}

std::int64_t first_id_of(Time time) { return milliseconds_of(time) << kLowBits; }

Time time_of_id(std::int64_t value) { return Time(std::chrono::milliseconds(value >> kLowBits)); }

std::int64_t IdSource::next(Time now, std::uint64_t random) {
  const std::int64_t last = last_ >> kShardBits;
  const std::int64_t fresh =
      (milliseconds_of(now) << kCountBits) | static_cast<std::int64_t>(random & kCountMask);
  const bool later_millisecond = (fresh >> kCountBits) > (last >> kCountBits);
  // Counting on from the last of a millisecond's numbers leads into the next millisecond.
  last_ = ((later_millisecond ? fresh : last + 1) << kShardBits) | shard_;
  return last_;
}

}  // namespace baton::core
