#pragma once

#include "baton/core/json.hpp"

#include <string>
#include <string_view>
#include <vector>

// The packet that travels with a run's hand-offs: the values of its context, by name. Pure; any
// thread.
namespace baton::context {

// The context as text, a line for each value, for systems that take only text: "why: Won against
// Initech". The items of a list stand on one line, with "; " between them. A line break in a value
// is written so that what follows it cannot be taken for another value.
std::string summary(const core::Json& context);

// The values of such a text, each as text, by name: what was one line there is one line again, and
// line breaks are where they were. Lines that belong to no value are left out.
core::Json fields_of(std::string_view summary);

// The names in `require` whose values a hand-off would drop. A value is dropped if no part of
// `sent` is the value itself or holds its text as summary() writes it. A name that the context does
// not have is not among them.
std::vector<std::string> dropped(const core::Json& context, const std::vector<std::string>& require,
                                 const core::Json& sent);

}  // namespace baton::context
