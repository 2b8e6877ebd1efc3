#pragma once

#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The values of expressions (CEL specification, "Values").
namespace baton::cel {

// The most bytes of a value's text that people are shown.
inline constexpr std::size_t kLiteralBytesMax = 2'000;

// A CEL value of 24 bytes. Scalars are stored inside. Strings, bytes, lists and maps are either
// borrowed, from JSON or from a compiled expression that must outlive the value, or owned and
// shared by reference count. Copies never allocate; own() makes a value that borrows nothing.
// Values are immutable and may be handed from thread to thread.
class Value {
 public:
  // What a value is; it says which of the readers below are meaningful.
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
    // A part whose evaluation failed. Only the inside of an evaluation sees it; evaluate() returns
    // a core::Error instead.
    error,
  };
  // The elements of a list.
  using List = std::vector<Value>;
  // A key of a map and its value.
  using Entry = std::pair<Value, Value>;
  // The entries of a map.
  using Entries = std::vector<Entry>;

  // Null.
  constexpr Value() noexcept = default;
  // Copies share what the value owns; a value that was moved from is null.
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

  // A value that borrows from `json`. Whole numbers become int if they fit 64 bits with sign, or
  // else uint; other numbers become double. Strings, arrays and objects stay where they are.
  static Value borrow(const core::Json& json) noexcept;
  // A bool.
  static Value boolean(bool value) noexcept {
    Value made(Kind::boolean);
    made.boolean_ = value;
    return made;
  }
  // An int.
  static Value integer(std::int64_t value) noexcept {
    Value made(Kind::integer);
    made.integer_ = value;
    return made;
  }
  // A uint.
  static Value unsigned_integer(std::uint64_t value) noexcept {
    Value made(Kind::unsigned_integer);
    made.unsigned_ = value;
    return made;
  }
  // A double.
  static Value floating(double value) noexcept {
    Value made(Kind::floating);
    made.floating_ = value;
    return made;
  }
  // A string of its own.
  static Value string(std::string value);
  // A string that borrows its text.
  static Value borrowed_string(std::string_view value) noexcept {
    return borrowed(Kind::string, value);
  }
  // Bytes of their own.
  static Value bytes(std::string value);
  // Bytes that are borrowed.
  static Value borrowed_bytes(std::string_view value) noexcept {
    return borrowed(Kind::bytes, value);
  }
  // A list of these elements.
  static Value list(List items);
  // A map of these entries. Keys are bool, int, uint or string, and none may be there twice.
  static Value map(Entries entries);
  // A timestamp.
  static Value timestamp(core::Time time) noexcept;
  // A timestamp of seconds since 1970 and 0 to 999,999,999 nanoseconds. The caller has checked that
  // the seconds are in the years 1 to 9999, the only ones that a timestamp may have.
  static Value timestamp(std::int64_t seconds, std::int32_t nanos) noexcept {
    return moment(Kind::timestamp, seconds, nanos);
  }
  // A duration of seconds and nanoseconds that have the same sign.
  static Value duration(std::int64_t seconds, std::int32_t nanos) noexcept {
    return moment(Kind::duration, seconds, nanos);
  }
  // The same as above for a length of time.
  static Value duration(core::Duration duration) noexcept;
  // A type as a value, by its name ("int").
  static Value type(std::string name);
  // The same with a borrowed name.
  static Value borrowed_type(std::string_view name) noexcept { return borrowed(Kind::type, name); }
  // An optional that has a value.
  static Value optional_of(Value value);
  // An absent optional.
  static Value optional_none() noexcept { return Value(Kind::optional); }
  // The value of a part whose evaluation failed.
  static Value failure(core::Error error);

  // What it is.
  Kind kind() const noexcept { return kind_; }
  // Tests of what it is.
  bool is(Kind kind) const noexcept { return kind_ == kind; }
  bool is_null() const noexcept { return kind_ == Kind::null; }
  bool is_true() const noexcept { return kind_ == Kind::boolean && boolean_; }
  bool is_false() const noexcept { return kind_ == Kind::boolean && !boolean_; }
  bool is_error() const noexcept { return kind_ == Kind::error; }
  // True for int, uint and double.
  bool is_number() const noexcept { return kind_ >= Kind::integer && kind_ <= Kind::floating; }

  // The content. Each reader is meaningful for its own kind only.
  bool as_bool() const noexcept { return boolean_; }
  std::int64_t as_int() const noexcept { return integer_; }
  std::uint64_t as_uint() const noexcept { return unsigned_; }
  double as_double() const noexcept { return floating_; }
  // The text of a string, the bytes of bytes, the name of a type. Valid while the value lives, and
  // for a borrowed one while what it borrows from lives.
  std::string_view as_string() const noexcept {
    return owned_ ? owned_text() : std::string_view(data_, length_);
  }
  // The whole seconds of a timestamp, since 1970, or of a duration.
  std::int64_t seconds() const noexcept { return integer_; }
  // The nanoseconds beside them.
  std::int32_t nanos() const noexcept { return nanos_; }
  // True for an optional that is not absent.
  bool has_value() const noexcept { return owned_; }
  // The value of an optional that is not absent.
  const Value& optional_value() const noexcept;
  // Why an evaluation failed.
  const core::Error& as_error() const noexcept;
  // The number of elements of a list, entries of a map, bytes of bytes or code points of a string.
  std::size_t size() const noexcept;
  // The element of a list at `index`, which is below size().
  Value at(std::size_t index) const noexcept;
  // Sets `out` to the value under a key of a map; false if the key is not there. Numbers of
  // different types are the same key if their values are equal.
  bool find(const Value& key, Value& out) const noexcept;
  // The same for a key that is a string.
  bool find(std::string_view key, Value& out) const noexcept;
  // Calls visit(key, value) for the entries of a map, in no particular order, until it returns
  // false.
  template <class Visit>
  void for_each(Visit visit) const;
  // The JSON that a list or map is borrowed from; nullptr if it is owned.
  const core::Json* json() const noexcept { return owned_ ? nullptr : json_; }

  // Equality as CEL has it: numbers by value across types, null equals null, NaN equals nothing,
  // values of other kinds are different.
  bool equals(const Value& other) const noexcept;

  // Sets `out` to the value as JSON: timestamps as RFC 3339, durations as "1.5s", bytes as base64,
  // types by name, keys of maps printed, an optional as its value. Errc::invalid for NaN,
  // infinities and an absent optional. Values share what they own and JSON does not, so that a list
  // that holds one text a thousand times grows. Each value weighs 1 and a sixteenth of the bytes of
  // its text: the weight is subtracted from `left`. A value that weighs more, or that is nested
  // more than 128 deep, is Errc::too_large. After an error, `out` means nothing.
  core::Result<void> to_json(core::Json& out, std::size_t& left) const;
  // The same as a new value.
  core::Result<core::Json> to_json(std::size_t& left) const;
  // The same with a weight of kExpressionCostMax at most.
  core::Result<core::Json> to_json() const {
    auto left = core::kExpressionCostMax;
    return to_json(left);
  }
  // The value for people and within text: strings without quotes, everything else as CEL writes it
  // ("[1, \"a\"]").
  std::string text() const;
  // The same of a text, a whole number or a boolean, which may be keys; nullopt for others.
  std::optional<std::string> key_text() const;
  // The value as a CEL literal, strings in quotes. One that is longer than `bytes_max` is cut
  // between characters and ends with "…".
  std::string literal(std::size_t bytes_max = kLiteralBytesMax) const;
  // The name of its type, as type(value) gives it: "int", "map", "google.protobuf.Timestamp".
  std::string_view type_name() const noexcept;
  // The same value; it borrows nothing.
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

inline Value Value::borrow(const core::Json& json) noexcept {
  using Json = core::Json::value_t;
  switch (json.type()) {
    case Json::boolean: return boolean(*json.get_ptr<const bool*>());
    case Json::number_unsigned: {
      const auto number = *json.get_ptr<const std::uint64_t*>();
      return number <= static_cast<std::uint64_t>(INT64_MAX)
                 ? integer(static_cast<std::int64_t>(number))
                 : unsigned_integer(number);
    }
    case Json::number_integer: return integer(*json.get_ptr<const std::int64_t*>());
    case Json::number_float: return floating(*json.get_ptr<const double*>());
    case Json::string: return borrowed_string(*json.get_ptr<const std::string*>());
    case Json::array:
    case Json::object: {
      Value made(json.is_array() ? Kind::list : Kind::map);
      made.json_ = &json;
      return made;
    }
    case Json::binary: {
      const auto& binary = json.get_binary();
      return borrowed_bytes({reinterpret_cast<const char*>(binary.data()), binary.size()});
    }
    default: return {};
  }
}

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

// A timestamp as RFC 3339 in UTC, "2009-02-13T23:31:30.5Z".
std::string timestamp_text(std::int64_t seconds, std::int32_t nanos);
// A duration in seconds, "-1.5s".
std::string duration_text(std::int64_t seconds, std::int32_t nanos);

}  // namespace baton::cel
