#pragma once

#include "baton/core/json.hpp"

#include <string>
#include <string_view>

namespace baton::cel {

// The name of a member as it is looked for in an object of JSON, which keeps its members sorted.
// Most names differ in their first byte, so that one is compared first: that spares the call that
// compares texts.
struct MemberKey {
  explicit MemberKey(std::string_view name) noexcept
      : text(name), first(name.empty() ? '\0' : name.front()) {}

  std::string_view text;
  char first;
};

// The order of std::string. The byte behind the last one of a text is 0.
inline bool operator<(const std::string& left, const MemberKey& right) noexcept {
  const auto first = static_cast<unsigned char>(left.c_str()[0]);
  const auto other = static_cast<unsigned char>(right.first);
  return first != other ? first < other : left < right.text;
}
inline bool operator<(const MemberKey& left, const std::string& right) noexcept {
  const auto first = static_cast<unsigned char>(left.first);
  const auto other = static_cast<unsigned char>(right.c_str()[0]);
  return first != other ? first < other : left.text < right;
}

// The member of an object; nullptr if it has none of this name.
inline const core::Json* member_of(const core::Json::object_t& object,
                                   std::string_view name) noexcept {
  const auto found = object.find(MemberKey(name));
  return found == object.end() ? nullptr : &found->second;
}
inline core::Json* member_of(core::Json::object_t& object, std::string_view name) noexcept {
  const auto found = object.find(MemberKey(name));
  return found == object.end() ? nullptr : &found->second;
}

}  // namespace baton::cel
