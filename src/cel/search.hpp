#pragma once

#include <cstddef>
#include <string_view>

// Searches that take time linear in both texts, whatever they are. std::string_view::find() takes
// the product of their lengths at worst.
namespace baton::cel {

// The offset at which `part` first stands in `text` at or behind `from`; npos if it does not.
std::size_t find_text(std::string_view text, std::string_view part, std::size_t from = 0);
// The offset at which `part` last begins in `text` at or before `from`; npos if it does not. Copies
// both texts.
std::size_t find_last_text(std::string_view text, std::string_view part, std::size_t from);

// The steps that a search costs.
constexpr std::size_t find_cost(std::string_view text, std::string_view part) {
  return (text.size() + part.size()) / 4;
}

}  // namespace baton::cel
