#pragma once

#include "baton/core/result.hpp"
#include "http/api/parameter.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What comes in by URL, decoded.
namespace baton::http {

// Percent-decoding of one path segment. Refused: a broken escape, text that is not UTF-8, control
// characters, and nothing at all.
core::Result<std::string> decode_segment(std::string_view segment);

// The parameters of a query string, in its order, each as the one that it is among `expected` and
// its decoded value. Errc::invalid: one that is not expected, with a "did you mean", and one that
// is given twice.
core::Result<std::vector<std::pair<const Parameter*, std::string>>> read_query(
    std::string_view query, const Few<Parameter>& expected);

// "… is not known here", with what is meant, or with all that is known. `what`: "member".
core::Error not_known(std::string_view what, std::string_view name, std::string where,
                      const std::vector<std::string>& known);

}  // namespace baton::http
