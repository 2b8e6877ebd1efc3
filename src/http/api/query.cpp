#include "http/api/query.hpp"

#include "baton/core/finding.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace baton::http {
namespace {

constexpr std::size_t kNamesMax = 100;

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

// "expected one of a, b, c" and a guess.
Error unexpected(std::string_view what, std::string_view name, std::string where,
                 std::initializer_list<std::string_view> expected) {
  const std::vector<std::string> names(expected.begin(), expected.end());
  std::string hint = core::did_you_mean(name, names);
  if (hint.empty() && !names.empty()) {
    hint = "expected one of ";
    for (std::size_t i = 0; i < names.size(); ++i) hint += (i == 0 ? "" : ", ") + names[i];
  }
  return Error{Errc::invalid,
               std::string(what) + " \"" + std::string(name.substr(0, 60)) + "\" is not known here",
               std::move(where), std::move(hint)};
}

bool among(std::string_view name, std::initializer_list<std::string_view> expected) {
  return std::find(expected.begin(), expected.end(), name) != expected.end();
}

}  // namespace

core::Result<std::string> decode_segment(std::string_view segment) {
  auto decoded = decode(segment, false);
  if (!decoded || decoded->empty())
    return Error{Errc::invalid, "expected percent-encoded UTF-8 in the path", "path", {}};
  return *std::move(decoded);
}

core::Result<Query> Query::parse(std::string_view query,
                                 std::initializer_list<std::string_view> expected) {
  Query parsed;
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = decode(pair.substr(0, equals), true);
    auto value = decode(
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true);
    if (!name || !value)
      return Error{Errc::invalid, "expected percent-encoded UTF-8 in the query", "query", {}};
    if (!among(*name, expected)) return unexpected("query parameter", *name, "query", expected);
    if (parsed.has(*name))
      return Error{Errc::invalid, "query parameter \"" + *name + "\" is given twice", "query", {}};
    parsed.values_.emplace_back(*std::move(name), *std::move(value));
  }
  return parsed;
}

std::string_view Query::text(std::string_view name) const {
  for (const auto& [key, value] : values_)
    if (key == name) return value;
  return {};
}

bool Query::has(std::string_view name) const { return !text(name).empty(); }

core::Result<std::int64_t> Query::number(std::string_view name, std::int64_t otherwise,
                                         std::int64_t min, std::int64_t max) const {
  const std::string_view text = this->text(name);
  if (text.empty()) return otherwise;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < min || number > max) {
    return Error{
        Errc::invalid,
        "expected a whole number from " + std::to_string(min) + " to " + std::to_string(max),
        "query parameter " + std::string(name),
        {}};
  }
  return number;
}

core::Result<std::size_t> Query::limit() const {
  auto limit = number("limit", static_cast<std::int64_t>(core::kPageSizeDefault), 1,
                      static_cast<std::int64_t>(core::kPageSizeMax));
  if (!limit) return limit.error();
  return static_cast<std::size_t>(*limit);
}

core::Result<Members> Members::parse(std::string_view body,
                                     std::initializer_list<std::string_view> expected,
                                     bool optional) {
  Members members;
  if (optional && body.empty()) {
    members.body_ = core::Json::object();
    return members;
  }
  std::vector<Error> mistakes;
  auto parsed = parse(body, expected, mistakes);
  if (parsed && !mistakes.empty()) return mistakes.front();
  return parsed;
}

core::Result<Members> Members::parse(std::string_view body,
                                     std::initializer_list<std::string_view> expected,
                                     std::vector<Error>& mistakes) {
  auto json = core::parse_json(body);
  if (!json) return json.error();
  if (!json->is_object())
    return Error{
        Errc::invalid, std::string("expected an object, got ") + json->type_name(), "/", {}};
  for (const auto& [name, value] : json->items())
    if (!among(name, expected))
      mistakes.push_back(unexpected("member", name, "/" + name, expected));
  Members members;
  members.body_ = *std::move(json);
  return members;
}

core::Result<std::string> Members::text(std::string_view name) const {
  auto value = text_or(name, "");
  if (value && value->empty()) {
    const std::string what = "\"" + std::string(name) + "\" is " +
                             (core::find(body_, name) == nullptr ? "missing" : "empty");
    return Error{Errc::invalid, what + ": expected text", "/" + std::string(name), {}};
  }
  return value;
}

core::Result<std::string> Members::text_or(std::string_view name,
                                           std::string_view otherwise) const {
  const core::Json* value = core::find(body_, name);
  if (value == nullptr || value->is_null()) return std::string(otherwise);
  if (!value->is_string())
    return Error{Errc::invalid,
                 std::string("expected a string, got ") + value->type_name(),
                 "/" + std::string(name),
                 {}};
  const auto& text = value->get_ref<const std::string&>();
  if (text.size() > core::kNameBytesMax) {
    return Error{Errc::too_large,
                 "expected at most " + std::to_string(core::kNameBytesMax) + " bytes",
                 "/" + std::string(name),
                 {}};
  }
  return text;
}

core::Result<std::vector<std::string>> Members::names(std::string_view name) const {
  std::vector<std::string> names;
  const core::Json* list = core::find(body_, name);
  if (list == nullptr || list->is_null()) return names;
  const auto fits = [&names](const core::Json& each) {
    if (!each.is_string()) return false;
    const auto& text = each.get_ref<const std::string&>();
    const bool sized = !text.empty() && text.size() <= core::kNameBytesMax;
    return sized && std::find(names.begin(), names.end(), text) == names.end();
  };
  const auto refused = [name] {
    return Error{Errc::invalid, "expected a list of names, each once", "/" + std::string(name), {}};
  };
  if (!list->is_array() || list->size() > kNamesMax) return refused();
  for (const core::Json& each : *list) {
    if (!fits(each)) return refused();
    names.push_back(each.get<std::string>());
  }
  return names;
}

core::Json Members::take(std::string_view name) {
  const auto found = body_.find(std::string(name));
  return found == body_.end() ? core::Json() : std::move(*found);
}

}  // namespace baton::http
