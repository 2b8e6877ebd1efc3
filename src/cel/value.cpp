#include "baton/cel/value.hpp"

#include "baton/core/split_mix.hpp"
#include "baton/core/utf8.hpp"
#include "cel/member_key.hpp"
#include "cel/numbers.hpp"

#include <bit>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>

namespace baton::cel {
namespace {

using Json = core::Json;
using Kind = Value::Kind;

// A map of at most this many entries has no hash table, because to walk it is faster.
constexpr std::size_t kWalkedEntriesMax = 8;

// The lowest bits of small whole numbers are all zero as doubles, and the table uses the lowest
// bits.
std::size_t hash_number(double number) {
  return core::mix_bits(std::bit_cast<std::uint64_t>(number + 0.0));
}

// Equal keys have equal hashes, also if they are numbers of different types.
std::size_t hash_key(const Value& key) {
  switch (key.kind()) {
    case Kind::string: return std::hash<std::string_view>{}(key.as_string());
    case Kind::integer: return hash_number(static_cast<double>(key.as_int()));
    case Kind::unsigned_integer: return hash_number(static_cast<double>(key.as_uint()));
    case Kind::floating: return hash_number(key.as_double());
    case Kind::boolean: return key.as_bool() ? 1 : 2;
    default: return 0;
  }
}

}  // namespace

struct Value::TextBox final : Box {
  explicit TextBox(std::string given) : text(std::move(given)) {}
  std::string text;
};

struct Value::ListBox final : Box {
  explicit ListBox(List given) : items(std::move(given)) {}
  List items;
};

struct Value::MapBox final : Box {
  explicit MapBox(Entries given) : entries(std::move(given)) {
    if (entries.size() <= kWalkedEntriesMax) return;
    slots.resize(std::bit_ceil(entries.size() * 2), kFree);
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
      auto slot = hash_key(entries[i].first) & (slots.size() - 1);
      while (slots[slot] != kFree) slot = (slot + 1) & (slots.size() - 1);
      slots[slot] = i;
    }
  }
  const Value* find(const Value& key) const noexcept {
    if (slots.empty()) {
      for (const auto& [known, value] : entries) {
        if (known.equals(key)) return &value;
      }
      return nullptr;
    }
    for (auto slot = hash_key(key) & (slots.size() - 1); slots[slot] != kFree;
         slot = (slot + 1) & (slots.size() - 1)) {
      if (entries[slots[slot]].first.equals(key)) return &entries[slots[slot]].second;
    }
    return nullptr;
  }
  static constexpr std::uint32_t kFree = std::numeric_limits<std::uint32_t>::max();
  Entries entries;
  // A hash table of indexes of `entries`, with open addressing; empty if these are few.
  std::vector<std::uint32_t> slots;
};

struct Value::OptionalBox final : Box {
  explicit OptionalBox(Value given) : value(std::move(given)) {}
  Value value;
};

struct Value::ErrorBox final : Box {
  explicit ErrorBox(core::Error given) : error(std::move(given)) {}
  core::Error error;
};

Value Value::boxed(Kind kind, Box* box) noexcept {
  Value made(kind);
  made.owned_ = true;
  made.box_ = box;
  return made;
}

Value Value::string(std::string value) {
  return boxed(Kind::string, new TextBox(std::move(value)));
}
Value Value::bytes(std::string value) { return boxed(Kind::bytes, new TextBox(std::move(value))); }
Value Value::type(std::string name) { return boxed(Kind::type, new TextBox(std::move(name))); }
Value Value::list(List items) { return boxed(Kind::list, new ListBox(std::move(items))); }
Value Value::map(Entries entries) { return boxed(Kind::map, new MapBox(std::move(entries))); }
Value Value::optional_of(Value value) {
  return boxed(Kind::optional, new OptionalBox(std::move(value)));
}
Value Value::failure(core::Error error) {
  return boxed(Kind::error, new ErrorBox(std::move(error)));
}

Value Value::timestamp(core::Time time) noexcept {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto nanos = std::chrono::nanoseconds(time - seconds).count();
  return timestamp(seconds.time_since_epoch().count(), static_cast<std::int32_t>(nanos));
}

Value Value::duration(core::Duration duration) noexcept {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
  const auto nanos = std::chrono::nanoseconds(duration - seconds).count();
  return Value::duration(seconds.count(), static_cast<std::int32_t>(nanos));
}

std::string_view Value::owned_text() const noexcept {
  return static_cast<const TextBox*>(box_)->text;
}
const Value::Entries& Value::owned_entries() const noexcept {
  return static_cast<const MapBox*>(box_)->entries;
}
const Value& Value::optional_value() const noexcept {
  return static_cast<const OptionalBox*>(box_)->value;
}
const core::Error& Value::as_error() const noexcept {
  return static_cast<const ErrorBox*>(box_)->error;
}

std::size_t Value::size() const noexcept {
  switch (kind_) {
    case Kind::string: return core::utf8::count(as_string());
    case Kind::bytes: return as_string().size();
    case Kind::list:
      return owned_ ? static_cast<const ListBox*>(box_)->items.size() : json_->size();
    case Kind::map: return owned_ ? owned_entries().size() : json_->size();
    default: return 0;
  }
}

Value Value::at(std::size_t index) const noexcept {
  if (owned_) return static_cast<const ListBox*>(box_)->items[index];
  return borrow((*json_)[index]);
}

bool Value::find(std::string_view key, Value& out) const noexcept {
  if (owned_) return find(borrowed_string(key), out);
  const auto* member = member_of(json_->get_ref<const Json::object_t&>(), key);
  if (member == nullptr) return false;
  out = borrow(*member);
  return true;
}

bool Value::find(const Value& key, Value& out) const noexcept {
  if (!owned_) return key.is(Kind::string) && find(key.as_string(), out);
  const auto* found = static_cast<const MapBox*>(box_)->find(key);
  if (found != nullptr) out = *found;
  return found != nullptr;
}

namespace {

bool equal_lists(const Value& left, const Value& right) noexcept {
  const auto size = left.size();
  if (size != right.size()) return false;
  for (std::size_t i = 0; i < size; ++i) {
    if (!left.at(i).equals(right.at(i))) return false;
  }
  return true;
}

bool equal_maps(const Value& left, const Value& right) noexcept {
  if (left.size() != right.size()) return false;
  bool equal = true;
  left.for_each([&right, &equal](const Value& key, const Value& value) {
    Value other;
    equal = right.find(key, other) && value.equals(other);
    return equal;
  });
  return equal;
}

}  // namespace

bool Value::equals(const Value& other) const noexcept {
  if (kind_ != other.kind_)
    return is_number() && other.is_number() && compare_numbers(*this, other) == 0;
  switch (kind_) {
    case Kind::null: return true;
    case Kind::boolean: return boolean_ == other.boolean_;
    case Kind::integer: return integer_ == other.integer_;
    case Kind::unsigned_integer: return unsigned_ == other.unsigned_;
    case Kind::floating: return floating_ == other.floating_;
    case Kind::string:
    case Kind::bytes:
    case Kind::type: return as_string() == other.as_string();
    case Kind::timestamp:
    case Kind::duration: return integer_ == other.integer_ && nanos_ == other.nanos_;
    case Kind::list: return equal_lists(*this, other);
    case Kind::map: return equal_maps(*this, other);
    case Kind::optional:
      if (!owned_ || !other.owned_) return owned_ == other.owned_;
      return optional_value().equals(other.optional_value());
    case Kind::error: return false;
  }
  return false;
}

std::string_view Value::type_name() const noexcept {
  switch (kind_) {
    case Kind::null: return "null_type";
    case Kind::boolean: return "bool";
    case Kind::integer: return "int";
    case Kind::unsigned_integer: return "uint";
    case Kind::floating: return "double";
    case Kind::string: return "string";
    case Kind::bytes: return "bytes";
    case Kind::list: return "list";
    case Kind::map: return "map";
    case Kind::timestamp: return "google.protobuf.Timestamp";
    case Kind::duration: return "google.protobuf.Duration";
    case Kind::type: return "type";
    case Kind::optional: return "optional_type";
    case Kind::error: return "error";
  }
  return "dyn";
}

Value Value::own() const {
  switch (kind_) {
    case Kind::string: return owned_ ? *this : string(std::string(as_string()));
    case Kind::bytes: return owned_ ? *this : bytes(std::string(as_string()));
    case Kind::type: return owned_ ? *this : type(std::string(as_string()));
    case Kind::list: {
      List items;
      const auto count = size();
      items.reserve(count);
      for (std::size_t i = 0; i < count; ++i) items.push_back(at(i).own());
      return list(std::move(items));
    }
    case Kind::map: {
      Entries entries;
      entries.reserve(size());
      for_each([&entries](const Value& key, const Value& value) {
        entries.emplace_back(key.own(), value.own());
        return true;
      });
      return map(std::move(entries));
    }
    case Kind::optional: return owned_ ? optional_of(optional_value().own()) : *this;
    default: return *this;
  }
}

}  // namespace baton::cel
