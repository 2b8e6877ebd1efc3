#pragma once

#include "baton/core/finding.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Characters that nobody sees. They come along when a text is copied from an editor or a web page,
// and then a text that looks right is refused. Pure; any thread.
namespace baton::formats {

// A character that nobody sees, or that looks like a space and is not one.
struct Invisible {
  // Its offset in the text, in bytes.
  std::size_t at = 0;
  // What it is called: "a no-break space (U+00A0)".
  std::string_view name{};
  // True if it takes the place of a space; false if it has no width.
  bool space = false;
};

// The first such character of the text; nullopt if there is none. A joiner or a non-joiner between
// two characters that are not ASCII is none, since Persian words and emoji have them. Without
// `quoted`, parts in single or double quotes are passed over, since a character may be meant there.
std::optional<Invisible> find_invisible(std::string_view text, bool quoted = true);

// Says what was found and behind which word:
// `there is a no-break space (U+00A0) after "retry:"`.
std::string described(std::string_view text, const Invisible& found);

// Adds described() to the message of a finding about `text`, and a hint to remove the character. A
// text without such a character leaves the finding unchanged.
void name_invisible(core::Finding& finding, std::string_view text, bool quoted = true);

}  // namespace baton::formats
