#pragma once

#include <string_view>

// Which types and sources an event may have, and who may use them. All ways into the log and all
// templates that name events follow these rules. Pure; any thread.
namespace baton::core {

// The rule of nameable() in words, for the message to a sender whose type is refused.
inline constexpr std::string_view kTypePattern =
    "names with dots between them, of letters, digits and _ - : /";

// True if a template can name this event type: names of ASCII letters, digits and `_ - : /`, with
// single dots between them, kNameBytesMax bytes at most.
bool nameable(std::string_view type);

// The same for the pattern of a trigger or a wait, in which `*` may stand for a whole name.
bool nameable_pattern(std::string_view pattern);

// True if an event type matches a pattern. Both are names with dots between them, and `*` in the
// pattern stands for any one name.
bool type_matches(std::string_view pattern, std::string_view type);

// True for the types that only Baton publishes: those that begin with "baton.".
bool own_type(std::string_view type);

// True for the sources that are Baton's own: "baton", "api", "workflow", and "workflow/…", under
// which runs publish. An event from outside may not claim them, and no connection may be called so.
bool reserved_source(std::string_view source);

}  // namespace baton::core
