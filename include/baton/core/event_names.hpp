#pragma once

#include <string_view>

// What an event may be called, and by whom: one rule for all ways in and for the templates that
// name events.
namespace baton::core {

// What nameable() accepts, in words, for those whose type is refused.
inline constexpr std::string_view kTypePattern =
    "names with dots between them, of letters, digits and _ - : /";

// True for a type that a template can name: dot-separated names of ASCII letters, digits and `_ - :
// /`, 1,024 bytes at most.
bool nameable(std::string_view type);
// The same for what a trigger or wait may say: `*` may stand for a whole name.
bool nameable_pattern(std::string_view pattern);

// Types that only Baton publishes: those that begin with "baton.".
bool own_type(std::string_view type);

// Sources that are Baton's own: "baton", what runs publish ("workflow/…"), and "api". Nothing from
// outside speaks as them, and no connection is called so.
bool reserved_source(std::string_view source);

}  // namespace baton::core
