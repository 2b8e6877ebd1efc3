#pragma once

#include <cstddef>
#include <string_view>

// Search in time linear in both texts, whatever they are: std::string_view::find() is their product
// at worst.
namespace baton::cel {

// Where `part` first stands in `text` at or behind `from`; npos when it does not.
std::size_t find_text(std::string_view text, std::string_view part, std::size_t from = 0);
// Where `part` last begins in `text` at or before `from`; npos when it does not. Copies both.
std::size_t find_last_text(std::string_view text, std::string_view part, std::size_t from);

// The steps that a search costs.
constexpr std::size_t find_cost(std::string_view text, std::string_view part) {
  return (text.size() + part.size()) / 4;
}

}  // namespace baton::cel
