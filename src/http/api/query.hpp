#pragma once

#include "baton/core/result.hpp"
#include "http/api/parameter.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Decodes the parts of a URL (RFC 3986).
namespace baton::http {

// Percent-decodes one segment of a path. Errc::invalid for a broken escape, for text that is not
// UTF-8, for control characters, and for an empty segment.
core::Result<std::string> decode_segment(std::string_view segment);

// The parameters of a query string, in its order: for each the row of `expected`, and the decoded
// value. Errc::invalid for a parameter that is not expected, for one that is given twice, and for
// what decode_segment() refuses, except that a value may be empty.
core::Result<std::vector<std::pair<const Parameter*, std::string>>> read_query(
    std::string_view query, const Few<Parameter>& expected);

// The error for a name that is none of `known`, with "did you mean" or the list of all. `what` says
// what was named, such as "member"; `where` is where it stands.
core::Error not_known(std::string_view what, std::string_view name, std::string where,
                      const std::vector<std::string>& known);

}  // namespace baton::http
