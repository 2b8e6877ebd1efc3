#include "http/api/query.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace baton::http {
namespace {

using core::Errc;
using core::Error;

// Percent-decodes a text; nothing for a broken escape, a control character, or what is not UTF-8.
std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  auto decoded = core::percent_decode(text, plus_is_space);
  if (decoded && (core::has_control(*decoded) || !core::is_utf8(*decoded))) return std::nullopt;
  return decoded;
}

}  // namespace

core::Result<std::string> decode_segment(std::string_view segment) {
  auto decoded = decode(segment, false);
  if (!decoded || decoded->empty())
    return Error{Errc::invalid, "expected percent-encoded UTF-8 in the path", "path", {}};
  return *std::move(decoded);
}

core::Error not_known(std::string_view what, std::string_view name, std::string where,
                      const std::vector<std::string>& known) {
  std::string hint = core::did_you_mean(name, known);
  if (hint.empty() && !known.empty()) hint = "expected one of " + core::join(known);
  return Error{Errc::invalid,
               std::string(what) + " \"" + core::shortened(name, 60) + "\" is not known here",
               std::move(where), std::move(hint)};
}

core::Result<std::vector<std::pair<const Parameter*, std::string>>> read_query(
    std::string_view query, const Few<Parameter>& expected) {
  std::vector<std::pair<const Parameter*, std::string>> given;
  while (!query.empty()) {
    const std::string_view pair = core::take_part(query, '&');
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto name = decode(pair.substr(0, equals), true);
    auto value = decode(
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true);
    if (!name || !value)
      return Error{Errc::invalid, "expected percent-encoded UTF-8 in the query", "query", {}};
    const Parameter* parameter = find_named(expected, *name);
    if (parameter == nullptr)
      return not_known("query parameter", *name, "query", names_of(expected));
    const auto same = [parameter](const auto& earlier) {
      return earlier.first == parameter && !earlier.second.empty();
    };
    if (std::any_of(given.begin(), given.end(), same))
      return Error{Errc::invalid, "query parameter \"" + *name + "\" is given twice", "query", {}};
    given.emplace_back(parameter, *std::move(value));
  }
  return given;
}

}  // namespace baton::http
