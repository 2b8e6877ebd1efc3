#include "baton/core/json.hpp"
#include "baton/core/text.hpp"
#include "core/json_mistake.hpp"
#include "core/json_scan.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

namespace baton::core {

namespace {

std::string line_and_column(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const auto before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto start = before.rfind('\n');
  const auto column = offset - (start == std::string_view::npos ? 0 : start + 1) + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// The beginning of a message, which may quote its input and be long.
std::string excerpt(std::string_view message) { return shortened(message, 300); }

// The significant digits of a decimal number: "12" for "1200e3" and for "1.2".
std::string significant(std::string_view number) {
  std::string digits;
  for (const char c : number.substr(0, number.find_first_of("eE")))
    if (c >= '0' && c <= '9' && (c != '0' || !digits.empty())) digits += c;
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits;
}

// True if a writer may have written this double with these significant digits: as the shortest text
// that is read back as the same double, or rounded to that many digits, of which 17 are enough.
bool written_as(double value, const std::string& digits) {
  constexpr std::size_t kDigitsMax = 17;  // tell any two doubles apart
  if (digits.size() > kDigitsMax) return false;
  std::array<char, 32> text;
  const auto same = [&](const char* end) { return significant({text.data(), end}) == digits; };
  if (same(std::to_chars(text.data(), text.data() + text.size(), value).ptr)) return true;
  const auto after_the_point = static_cast<int>(digits.size()) - 1;
  return same(std::to_chars(text.data(), text.data() + text.size(), value,
                            std::chars_format::scientific, after_the_point)
                  .ptr);
}

// True for a number that as a double would be another number, because it is too large or too small.
// A fraction with more digits than a double has, such as 33.333333333333333333, is a measure and
// not an id, and stays a number.
bool loses_digits(double value, const std::string& number) {
  constexpr double kExactMax = 9'007'199'254'740'992.0;  // two to the 53rd
  const auto digits = significant(number);
  if (value == 0) return !digits.empty();
  return std::abs(value) >= kExactMax && !written_as(value, digits);
}

// Builds the value, and stops at the first thing that is refused. nlohmann's own builder has no
// limits and does not notice repeated members.
class StrictReader final : public nlohmann::json_sax<Json> {
 public:
  explicit StrictReader(const JsonLimits& limits) : limits_(limits) {}

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  // A number that a double cannot tell from its neighbours is probably an id, and two ids could
  // become one. It is kept as the text of its digits.
  bool number_float(number_float_t value, const string_t& digits) override {
    const bool whole = digits.find_first_of(".eE") == string_t::npos;
    return whole || loses_digits(value, digits) ? put(digits) : put(value);
  }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return refuse("expected JSON, got binary data"); }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    auto& object = *stack_.back();
    const auto [slot, fresh] =
        object.get_ref<Json::object_t&>().try_emplace(std::move(name), nullptr);
    if (!fresh && !limits_.duplicate_keys) {
      pointer_ = pointer_to(slot->first);
      return refuse("member \"" + shortened(slot->first, 60) + "\" is given twice");
    }
    slot_ = &slot->second;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    constexpr int kBeyondDoubles = 406;  // the library's number for this error
    position_ = position;
    if (error.id == kBeyondDoubles)
      return refuse("a number is larger than the largest that can be kept, 1.8e308");
    // "[json.exception…] parse error at line 1, column 2: syntax error …: detail"
    std::string_view what = error.what();
    const auto detail = what.rfind(": ");
    if (const auto syntax = what.find("syntax error"); syntax != std::string_view::npos) {
      message_ = excerpt(json_mistake(what.substr(syntax)));
      return false;
    } else if (detail != std::string_view::npos) {
      what.remove_prefix(detail + 2);
    }
    message_ = excerpt(what);
    return false;
  }

  Json take() { return std::move(root_); }
  const std::string& message() const { return message_; }
  std::size_t position() const { return position_; }
  // The JSON pointer of the value that is refused; empty when it is known by its position, or not.
  const std::string& pointer() const { return pointer_; }

 private:
  template <class Value>
  bool put(Value&& value) {
    if (!count()) return false;
    next() = std::forward<Value>(value);
    return true;
  }

  bool count() {
    return ++values_ <= limits_.values_max ||
           refuse("more than " + std::to_string(limits_.values_max) + " values");
  }

  // Where the next value belongs.
  Json& next() {
    if (stack_.empty()) return root_;
    auto* list = stack_.back()->get_ptr<Json::array_t*>();
    return list != nullptr ? list->emplace_back() : *slot_;
  }

  bool open(Json container) {
    if (stack_.size() >= limits_.depth_max)
      return refuse("nested deeper than " + std::to_string(limits_.depth_max) + " levels");
    if (!count()) return false;
    auto& opened = next();
    opened = std::move(container);
    stack_.push_back(&opened);
    return true;
  }

  bool close() {
    stack_.pop_back();
    return true;
  }

  // The JSON pointer of a member of the object that is open.
  std::string pointer_to(std::string_view member) const {
    std::string pointer;
    for (std::size_t level = 0; level + 1 < stack_.size(); ++level) {
      if (stack_[level]->is_array()) {
        pointer += "/" + std::to_string(stack_[level]->size() - 1);
        continue;
      }
      for (const auto& [name, value] : stack_[level]->get_ref<const Json::object_t&>())
        if (&value == stack_[level + 1]) pointer += "/" + pointer_part(name);
    }
    return pointer + "/" + pointer_part(member);
  }

  bool refuse(std::string message) {
    message_ = std::move(message);
    return false;
  }

  const JsonLimits& limits_;
  Json root_;
  std::vector<Json*> stack_;
  std::size_t values_ = 0;
  Json* slot_ = nullptr;
  std::string message_;
  std::string pointer_;
  std::size_t position_ = 0;
};

}  // namespace

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  // The library takes a NUL for the end of its input, and skips a byte order mark, which RFC 8259
  // section 8.1 forbids to send.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    return Error{Errc::invalid, "expected JSON text, got a NUL byte", line_and_column(text, nul)};
  }
  if (text.starts_with("\xEF\xBB\xBF"))
    return Error{Errc::invalid, "expected JSON text, got a byte order mark", "line 1, column 1"};
  if (StrictReader reader(limits); JsonScan(text, reader).run()) return reader.take();
  StrictReader reader(limits);
  if (Json::sax_parse(text.begin(), text.end(), &reader)) return reader.take();
  Error error{Errc::invalid, "expected JSON: " + reader.message()};
  if (reader.position() != 0) error.where = line_and_column(text, reader.position() - 1);
  if (!reader.pointer().empty()) error.where = reader.pointer();
  return error;
}

}  // namespace baton::core
