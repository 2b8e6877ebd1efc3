#pragma once

#include "baton/core/finding.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace baton::formats {

// A character that nobody sees, or that looks like a space and is none: it comes along when text is
// copied.
struct Invisible {
  std::size_t at = 0;       // in bytes of the text
  std::string_view name{};  // "a no-break space (U+00A0)"
  bool space = false;       // it takes the place of a space
};

// The first one; with `quoted` also within quotes, where it may be meant.
std::optional<Invisible> find_invisible(std::string_view text, bool quoted = true);

// `there is a no-break space (U+00A0) after "retry:"`
std::string described(std::string_view text, const Invisible& found);

// Adds to a finding about `text` the first character in it that nobody sees, if there is one: what
// is refused and looks right may hold it.
void name_invisible(core::Finding& finding, std::string_view text, bool quoted = true);

}  // namespace baton::formats
