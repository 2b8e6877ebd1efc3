#pragma once

#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::cel {

// What a person reads of a value.
inline constexpr std::size_t kLiteralBytesMax = 2'000;

// A CEL value of 24 bytes. Scalars stand inside; strings, bytes, lists and maps are either borrowed
// (from JSON or from a compiled expression, which must outlive the value) or owned and shared by
// reference count. Copies never allocate; own() makes a value that borrows nothing. Values are
// immutable and may be handed from thread to thread.
class Value {
 public:
  enum class Kind : std::uint8_t {
    null,
    boolean,
    integer,
    unsigned_integer,
    floating,
    string,
    bytes,
    list,
    map,
    timestamp,
    duration,
    type,
    optional,
    error,  // an evaluation that failed; seen only inside an evaluation, never in what evaluate()
            // returns
  };
  using List = std::vector<Value>;
  using Entry = std::pair<Value, Value>;
  using Entries = std::vector<Entry>;

  constexpr Value() noexcept = default;  // null
  Value(const Value& other) noexcept {
    copy(other);
    if (owned_) box_->refs.fetch_add(1, std::memory_order_relaxed);
  }
  Value(Value&& other) noexcept {
    copy(other);
    other.owned_ = false;
    other.kind_ = Kind::null;
  }
  Value& operator=(const Value& other) noexcept {
    Value held(other);
    swap(held);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    Value held(std::move(other));
    swap(held);
    return *this;
  }
  ~Value() {
    if (owned_) release();
  }

  // Borrows: integers that fit int64 become int, larger ones uint, floats double; strings, arrays
  // and objects stay where they are.
  static Value borrow(const core::Json& json) noexcept;
  static Value boolean(bool value) noexcept {
    Value made(Kind::boolean);
    made.boolean_ = value;
    return made;
  }
  static Value integer(std::int64_t value) noexcept {
    Value made(Kind::integer);
    made.integer_ = value;
    return made;
  }
  static Value unsigned_integer(std::uint64_t value) noexcept {
    Value made(Kind::unsigned_integer);
    made.unsigned_ = value;
    return made;
  }
  static Value floating(double value) noexcept {
    Value made(Kind::floating);
    made.floating_ = value;
    return made;
  }
  static Value string(std::string value);
  static Value borrowed_string(std::string_view value) noexcept {
    return borrowed(Kind::string, value);
  }
  static Value bytes(std::string value);
  static Value borrowed_bytes(std::string_view value) noexcept {
    return borrowed(Kind::bytes, value);
  }
  static Value list(List items);
  // Later entries must not repeat a key; keys are bool, int, uint or string.
  static Value map(Entries entries);
  static Value timestamp(core::Time time) noexcept;
  // Seconds since 1970 and 0 ≤ nanos < 1e9. Years outside 1..9999 are the caller's to refuse
  // (valid_timestamp()).
  static Value timestamp(std::int64_t seconds, std::int32_t nanos) noexcept {
    return moment(Kind::timestamp, seconds, nanos);
  }
  // Seconds and nanoseconds of the same sign.
  static Value duration(std::int64_t seconds, std::int32_t nanos) noexcept {
    return moment(Kind::duration, seconds, nanos);
  }
  static Value duration(core::Duration duration) noexcept;
  static Value type(std::string name);
  static Value borrowed_type(std::string_view name) noexcept { return borrowed(Kind::type, name); }
  static Value optional_of(Value value);
  static Value optional_none() noexcept { return Value(Kind::optional); }
  static Value failure(core::Error error);

  Kind kind() const noexcept { return kind_; }
  bool is(Kind kind) const noexcept { return kind_ == kind; }
  bool is_null() const noexcept { return kind_ == Kind::null; }
  bool is_true() const noexcept { return kind_ == Kind::boolean && boolean_; }
  bool is_false() const noexcept { return kind_ == Kind::boolean && !boolean_; }
  bool is_error() const noexcept { return kind_ == Kind::error; }
  bool is_number() const noexcept { return kind_ >= Kind::integer && kind_ <= Kind::floating; }

  // Each is meaningful for its own kind only.
  bool as_bool() const noexcept { return boolean_; }
  std::int64_t as_int() const noexcept { return integer_; }
  std::uint64_t as_uint() const noexcept { return unsigned_; }
  double as_double() const noexcept { return floating_; }
  std::string_view as_string() const noexcept {
    return owned_ ? owned_text() : std::string_view(data_, length_);
  }                                                           // string, bytes, type
  std::int64_t seconds() const noexcept { return integer_; }  // timestamp, duration
  std::int32_t nanos() const noexcept { return nanos_; }
  bool has_value() const noexcept { return owned_; }  // optional
  const Value& optional_value() const noexcept;       // optional that has a value
  const core::Error& as_error() const noexcept;
  // Number of elements of a list or map; bytes of bytes; code points of a string.
  std::size_t size() const noexcept;
  // List: the element at `index` < size().
  Value at(std::size_t index) const noexcept;
  // Map: looks the key up (numbers compare by value across types); false when it is not there.
  bool find(const Value& key, Value& out) const noexcept;
  bool find(std::string_view key, Value& out) const noexcept;
  // Map: the entry at `index` < size(), in no particular order. O(index) for borrowed objects; walk
  // with for_each().
  template <class Visit>
  void for_each(
      Visit visit) const;  // map: visit(const Value& key, const Value& value) -> bool go on
  // The JSON this list or map is borrowed from; nullptr when it is owned.
  const core::Json* json() const noexcept { return owned_ ? nullptr : json_; }

  // CEL equality: numbers by value across types, null equals null, NaN equals nothing, values of
  // different kinds are different.
  bool equals(const Value& other) const noexcept;

  // As JSON: timestamps as RFC 3339, durations "1.5s", bytes base64, types by name, keys of maps
  // printed. An optional is its value. NaN, infinities and an absent optional are an Error
  // (Errc::invalid). JSON shares nothing, so a list that holds one text a thousand times grows: one
  // that weighs more than `left` is an Error (Errc::too_large), and what it weighs is taken off.
  // Each value weighs 1 and a sixteenth of its text.
  core::Result<core::Json> to_json(std::size_t& left) const;
  core::Result<core::Json> to_json() const {
    auto left = core::kExpressionCostMax;
    return to_json(left);
  }
  // For people and for text: strings as they are, everything else as CEL writes it ("[1, \"a\"]").
  std::string text() const;
  // As a CEL literal: strings quoted. What is longer than `bytes_max` is cut there, between
  // characters, and ends with "…".
  std::string literal(std::size_t bytes_max = kLiteralBytesMax) const;
  // "int", "map", "google.protobuf.Timestamp": what type(value) is called.
  std::string_view type_name() const noexcept;
  // The same value, borrowing nothing.
  Value own() const;

 private:
  struct Box {
    std::atomic<std::uint32_t> refs{1};
    virtual ~Box() = default;
  };
  struct TextBox;
  struct ListBox;
  struct MapBox;
  struct OptionalBox;
  struct ErrorBox;

  explicit constexpr Value(Kind kind) noexcept : kind_(kind) {}
  static Value borrowed(Kind kind, std::string_view text) noexcept {
    Value made(kind);
    made.data_ = text.data();
    made.length_ = text.size();
    return made;
  }
  static Value moment(Kind kind, std::int64_t seconds, std::int32_t nanos) noexcept {
    Value made(kind);
    made.integer_ = seconds;
    made.nanos_ = nanos;
    return made;
  }
  static Value boxed(Kind kind, Box* box) noexcept;
  void copy(const Value& other) noexcept {
    kind_ = other.kind_;
    owned_ = other.owned_;
    nanos_ = other.nanos_;
    unsigned_ = other.unsigned_;
    length_ = other.length_;
  }
  void swap(Value& other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(owned_, other.owned_);
    std::swap(nanos_, other.nanos_);
    std::swap(unsigned_, other.unsigned_);
    std::swap(length_, other.length_);
  }
  void release() noexcept {
    if (box_->refs.fetch_sub(1, std::memory_order_acq_rel) == 1) delete box_;
  }
  std::string_view owned_text() const noexcept;
  const Entries& owned_entries() const noexcept;

  Kind kind_ = Kind::null;
  bool owned_ = false;
  std::int32_t nanos_ = 0;
  union {
    std::uint64_t unsigned_ = 0;
    std::int64_t integer_;
    double floating_;
    bool boolean_;
    const char* data_;
    const core::Json* json_;
    Box* box_;
  };
  std::size_t length_ = 0;
};

static_assert(sizeof(Value) == 24);

template <class Visit>
void Value::for_each(Visit visit) const {
  if (owned_) {
    for (const auto& [key, value] : owned_entries()) {
      if (!visit(key, value)) return;
    }
    return;
  }
  for (const auto& [key, value] : json_->get_ref<const core::Json::object_t&>()) {
    if (!visit(borrowed_string(key), borrow(value))) return;
  }
}

// True within 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999999Z.
bool valid_timestamp(std::int64_t seconds) noexcept;
// "2009-02-13T23:31:30.5Z"; "-1.5s".
std::string timestamp_text(std::int64_t seconds, std::int32_t nanos);
std::string duration_text(std::int64_t seconds, std::int32_t nanos);

}  // namespace baton::cel
