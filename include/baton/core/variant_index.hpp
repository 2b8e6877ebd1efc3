#pragma once

#include <cstddef>
#include <type_traits>
#include <variant>

namespace baton::core {

// The helper of kIndexIn, for a std::variant only.
template <class T, class Variant>
struct VariantIndex;
template <class T, class... Alternatives>
struct VariantIndex<T, std::variant<Alternatives...>> {
  // The index of the first alternative that is a T; std::variant_npos if none is.
  static constexpr std::size_t find() {
    std::size_t at = 0;
    const bool found = ((std::is_same_v<T, Alternatives> || (++at, false)) || ...);
    return found ? at : std::variant_npos;
  }
};

// What index() of a variant returns while it holds a T; std::variant_npos if it never does. A table
// with a row for each alternative checks with it that its rows stand in the variant's order.
template <class T, class Variant>
inline constexpr std::size_t kIndexIn = VariantIndex<T, Variant>::find();

}  // namespace baton::core
