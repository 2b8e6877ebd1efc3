#pragma once

#include "baton/core/utf8.hpp"

#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace baton::core {

// Scans a text of JSON several times as fast as the library does, and tells a reader, which has the
// functions of the library's json_sax, what it says. Stops at the first thing that the reader
// refuses, that is no JSON, or that is rare, such as an escaped surrogate: the caller then has the
// library read the text, which also says what is wrong.
template <class Reader>
class JsonScan {
 public:
  // Both outlive it.
  JsonScan(std::string_view text, Reader& reader)
      : text_(text), at_(text.data()), end_(text.data() + text.size()), reader_(reader) {}

  // False if it stopped; what the reader was told is void then.
  bool run() {
    if (!is_utf8(text_)) return false;
    skip_space();
    for (;;) {
      const bool opened = at_ < end_ && (*at_ == '{' || *at_ == '[');
      if (opened ? !open() : !scalar()) return false;
      if (opened && !open_.empty() && inside_) continue;
      if (!close_and_go_on()) return false;
      if (done_) return true;
    }
  }

 private:
  char next() const { return at_ < end_ ? *at_ : '\0'; }
  void skip_space() {
    while (at_ < end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

  // Reads an opening bracket, and what stands before the first value behind it. `inside_` tells
  // whether there is such a value.
  bool open() {
    const char bracket = *at_++;
    const bool object = bracket == '{';
    if (!(object ? reader_.start_object(kUnknown) : reader_.start_array(kUnknown))) return false;
    skip_space();
    inside_ = next() != (object ? '}' : ']');
    if (inside_) {
      open_ += bracket;
      return !object || member_name();
    }
    ++at_;
    return object ? reader_.end_object() : reader_.end_array();
  }

  // Goes from the end of a value to the next one. `done_` tells that there is none.
  bool close_and_go_on() {
    for (;;) {
      skip_space();
      if (open_.empty()) {
        done_ = true;
        return at_ == end_;
      }
      const bool object = open_.back() == '{';
      if (next() == ',') {
        ++at_;
        skip_space();
        return !object || member_name();
      }
      if (next() != (object ? '}' : ']')) return false;
      ++at_;
      open_.pop_back();
      if (!(object ? reader_.end_object() : reader_.end_array())) return false;
    }
  }

  bool member_name() {
    std::string name;
    if (next() != '"' || !string(name)) return false;
    skip_space();
    if (next() != ':') return false;
    ++at_;
    skip_space();
    return reader_.key(name);
  }

  bool scalar() {
    std::string text;
    switch (next()) {
      case '"': return string(text) && reader_.string(text);
      case 't': return word("true") && reader_.boolean(true);
      case 'f': return word("false") && reader_.boolean(false);
      case 'n': return word("null") && reader_.null();
      default: return number();
    }
  }

  bool word(std::string_view expected) {
    const auto left = std::string_view(at_, static_cast<std::size_t>(end_ - at_));
    at_ += expected.size();
    return left.starts_with(expected);
  }

  bool digits() {
    const auto* begin = at_;
    while (next() >= '0' && next() <= '9') ++at_;
    return at_ > begin;
  }

  bool number() {
    const auto* begin = at_;
    const bool negative = next() == '-';
    if (negative) ++at_;
    if (next() == '0')
      ++at_;
    else if (!digits())
      return false;
    bool whole = true;
    if (next() == '.') {
      whole = false;
      ++at_;
      if (!digits()) return false;
    }
    if (next() == 'e' || next() == 'E') {
      whole = false;
      ++at_;
      if (next() == '+' || next() == '-') ++at_;
      if (!digits()) return false;
    }
    if (!whole)
      return told<double>(begin, [this, begin](double value) {
        return reader_.number_float(value, std::string(begin, at_));
      });
    if (negative)
      return told<std::int64_t>(
          begin, [this](std::int64_t value) { return reader_.number_integer(value); });
    return told<std::uint64_t>(
        begin, [this](std::uint64_t value) { return reader_.number_unsigned(value); });
  }

  // Tells the number that ends here; false also if it is none of this type.
  template <class Number, class Tell>
  bool told(const char* begin, Tell tell) const {
    Number value{};
    const auto [end, problem] = std::from_chars(begin, at_, value);
    return problem == std::errc() && end == at_ && tell(value);
  }

  // Goes to the next quote, backslash or control character, eight bytes at a time. In each word the
  // top bit of a byte is set if it is one of these; only above the first such byte it may also be
  // set for another one.
  void skip_plain() {
    constexpr std::uint64_t kOnes = 0x0101010101010101U;
    constexpr std::uint64_t kTops = 0x8080808080808080U;
    constexpr auto below = [](std::uint64_t word, std::uint64_t limit) {
      return (word - kOnes * limit) & ~word & kTops;
    };
    for (std::uint64_t word = 0; end_ - at_ >= static_cast<std::ptrdiff_t>(sizeof(word));
         at_ += sizeof(word)) {
      std::memcpy(&word, at_, sizeof(word));
      const auto found =
          below(word, ' ') | below(word ^ kOnes * '"', 1) | below(word ^ kOnes * '\\', 1);
      if (found == 0) continue;
      if constexpr (std::endian::native == std::endian::little) at_ += std::countr_zero(found) / 8;
      break;
    }
    while (at_ < end_ && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20)
      ++at_;
  }

  bool string(std::string& out) {
    ++at_;
    for (;;) {
      const auto* begin = at_;
      skip_plain();
      out.append(begin, static_cast<std::size_t>(at_ - begin));
      if (next() == '"') break;
      if (next() != '\\' || !escape(out)) return false;
    }
    ++at_;
    return true;
  }

  bool escape(std::string& out) {
    constexpr std::string_view kEscapes = "\"\\/bfnrt";
    constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    ++at_;
    const auto simple = kEscapes.find(next());
    if (simple != std::string_view::npos) {
      ++at_;
      out += kMeant[simple];
      return true;
    }
    if (next() != 'u' || end_ - at_ < 5) return false;
    std::uint32_t point = 0;
    const auto [end, problem] = std::from_chars(at_ + 1, at_ + 5, point, 16);
    const bool surrogate = point >= 0xd800 && point <= 0xdfff;
    if (problem != std::errc() || end != at_ + 5 || surrogate || point == 0) return false;
    utf8::append(out, point);
    at_ += 5;
    return true;
  }

  static constexpr auto kUnknown = static_cast<std::size_t>(-1);

  std::string_view text_;
  const char* at_;
  const char* end_;
  Reader& reader_;
  std::string open_{};   // the brackets that are open
  bool inside_ = false;  // the bracket that was opened last has a value in it
  bool done_ = false;    // the value of the whole text has ended
};

}  // namespace baton::core
