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

// What a request may hold, as the table of endpoints describes it.
namespace baton::http {

// At most eight items inside a constant table. One more does not compile.
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

// What a value in the path or in the query is.
enum class ValueKind {
  text,
  number,    // A whole number from `min` to `max`.
  run,       // The id of a run, "run_…".
  event,     // The id of an event, "evt_…".
  parked,    // The id of an event that is parked, "evt_…".
  token,     // The id of a token, "tok_…".
  approval,  // A run and a step, "run_….step".
  task,      // The same, of a task.
};

// True for the id of a run, and for those that begin with one.
constexpr bool names_run(ValueKind kind) {
  return kind == ValueKind::run || kind == ValueKind::approval || kind == ValueKind::task;
}

// One value of a path or of a query.
struct Parameter {
  std::string_view name;
  ValueKind kind = ValueKind::text;
  std::int64_t min = 0;
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  // Whether the query must have it. A value of the path is always there.
  bool required = false;
};

// How many items the client wants on a page.
inline constexpr Parameter kLimit{"limit", ValueKind::number, 1,
                                  static_cast<std::int64_t>(core::kPageSizeMax)};

// A member of a JSON body.
struct Member {
  enum Is {
    text,       // A text of at most kNameBytesMax bytes.
    long_text,  // A text whose handler says how long it may be.
    names,      // A list of names.
    any,        // Any value.
  };
  std::string_view name;
  Is is = text;
  bool required = false;
};

// The parameter or member of that name; null when there is none.
template <class Named>
constexpr const Named* find_named(const Few<Named>& all, std::string_view name) {
  for (const Named& each : all)
    if (each.name == name) return &each;
  return nullptr;
}

// The names of all of them.
template <class Named>
std::vector<std::string> names_of(const Few<Named>& all) {
  std::vector<std::string> names;
  for (const Named& each : all) names.emplace_back(each.name);
  return names;
}

}  // namespace baton::http
