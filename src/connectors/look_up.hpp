#pragma once

#include "connectors/answer.hpp"

#include <string>

// Tells whether the answer to a look-up is its last page, and what to ask for next. Pure; any
// thread.
namespace baton::connectors {

// The most pages that a look-up reads. If there are more, it has found out nothing.
inline constexpr int kFindPagesMax = 50;

// True if more pages may follow, for manifests that say nothing of pages: the answer has as many
// entries as the query asked for at most, or it says that more follow. `target` is that of the
// request.
bool seems_cut(const std::string& target, const Answer& answer);

// True if more pages may follow although the rule of the manifest finds none: the answer has as
// many entries as the query asked for at most, and it does not say that it is the last page.
bool seems_full(const std::string& target, const Answer& answer);

// The reference of Link: <…>; rel="next" (RFC 8288), which may be relative to the request. Empty:
// the answer names none.
std::string next_link(const Answer& answer);

// The target with `members` in its query, in place of members of the same names.
std::string with_query(const std::string& target, const core::Json& members);

}  // namespace baton::connectors
