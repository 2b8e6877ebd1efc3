#include "http/api/query.hpp"

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace baton::http {
namespace {

using core::Errc;
using core::Error;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size() || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0)
        return std::nullopt;
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' && plus_is_space ? ' ' : text[i];
    }
  }
  const bool control = std::any_of(out.begin(), out.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (control || !core::is_utf8(out)) return std::nullopt;
  return out;
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
  if (hint.empty() && !known.empty()) {
    hint = "expected one of ";
    for (std::size_t i = 0; i < known.size(); ++i) hint += (i == 0 ? "" : ", ") + known[i];
  }
  return Error{Errc::invalid,
               std::string(what) + " \"" + std::string(name.substr(0, 60)) + "\" is not known here",
               std::move(where), std::move(hint)};
}

core::Result<std::vector<std::pair<const Parameter*, std::string>>> read_query(
    std::string_view query, const Few<Parameter>& expected) {
  std::vector<std::pair<const Parameter*, std::string>> given;
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
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
