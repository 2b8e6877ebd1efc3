#pragma once

#include "connectors/answer.hpp"

#include <string>

// Whether an answer to a look-up shows everything, and what to ask when it does not. Pure.
namespace baton::connectors {

// A look-up that has not come to the last page by then finds out nothing.
inline constexpr int kFindPagesMax = 50;

// A page that is not the last one, or may not be, though the manifest says nothing of pages: as
// many entries as the query asked for at most, or a mark that more follow.
bool seems_cut(const std::string& target, const Answer& answer);

// A page that has as many entries as the query asked for at most and no mark that it is the last
// one: where the manifest's rule finds no next page, one may be there all the same.
bool seems_full(const std::string& target, const Answer& answer);

// The URL or path behind Link: <…>; rel="next" (RFC 8288); empty: none.
std::string next_link(const Answer& answer);

// The target with these members of its query in place of those of the same name.
std::string with_query(const std::string& target, const core::Json& members);

}  // namespace baton::connectors
