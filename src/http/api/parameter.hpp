#pragma once

#include "baton/core/limits.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

// What a request may bring, as the table of endpoints says it.
namespace baton::http {

// A few items inside a constant table. More than fit do not compile.
template <class T>
class Few {
 public:
  constexpr Few() = default;
  constexpr Few(std::initializer_list<T> items) {
    for (const T& item : items) items_[size_++] = item;
  }
  constexpr const T* begin() const { return items_.data(); }
  constexpr const T* end() const { return items_.data() + size_; }
  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }

 private:
  std::array<T, 8> items_{};
  std::size_t size_ = 0;
};

// What a value in the path or in the query stands for.
enum class ValueKind {
  text,
  number,    // whole, from `min` to `max`
  run,       // "run_…"
  event,     // "evt_…"
  parked,    // an event that is parked, by its own id
  token,     // "tok_…"
  approval,  // "run_….step"
};

struct Parameter {
  std::string_view name;
  ValueKind kind = ValueKind::text;
  std::int64_t min = 0;
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  bool required = false;  // of the query; what stands in the path always is
};

// How many items of a list are asked for.
inline constexpr Parameter kLimit{"limit", ValueKind::number, 1,
                                  static_cast<std::int64_t>(core::kPageSizeMax)};

// A member of a JSON body.
struct Member {
  enum Is { text, names, any };
  std::string_view name;
  Is is = text;
  bool required = false;
};

// The one of that name; null when there is none.
template <class Named>
constexpr const Named* find_named(const Few<Named>& all, std::string_view name) {
  for (const Named& each : all)
    if (each.name == name) return &each;
  return nullptr;
}

template <class Named>
std::vector<std::string> names_of(const Few<Named>& all) {
  std::vector<std::string> names;
  for (const Named& each : all) names.emplace_back(each.name);
  return names;
}

}  // namespace baton::http
