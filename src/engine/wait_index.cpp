#include "baton/engine/wait_index.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace baton::engine {

namespace {

using core::Json;
using Kind = cel::Value::Kind;

// How many bytes of a text are part of a key. It is enough to tell the runs of one type apart.
constexpr std::size_t kTextBytesMax = 256;

bool plain_word(const std::string& member) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !member.empty() && std::all_of(member.begin(), member.end(), letter);
}

// A number as a key. CEL compares numbers of different types as doubles, so a whole number and a
// double that are equal have one text.
std::string number_text(double number) {
  // 2^53: every whole number up to it can be told from the next as a double.
  constexpr double kWholeMax = 9'007'199'254'740'992.0;
  if (std::isnan(number)) return {};
  if (std::trunc(number) == number && std::abs(number) <= kWholeMax)
    return std::to_string(static_cast<std::int64_t>(number));
  return cel::Value::floating(number).text();
}

std::string value_at(const Json& top, std::span<const std::string> path) {
  const Json* at = &top;
  for (const auto& member : path) {
    at = core::find(*at, member);
    if (!at) return {};
  }
  return index_text(cel::Value::borrow(*at));
}

}  // namespace

std::string to_text(const IndexPath& path) {
  if (!std::all_of(path.begin(), path.end(), plain_word)) return core::dump(Json(path));
  return core::join(path, ".");
}

IndexPath index_path(std::string_view text) {
  if (text.starts_with('[')) {
    const auto members = Json::parse(text, nullptr, false);
    core::ensure(members.is_array(), "the path of a wait's index is a list of members");
    return members.get<IndexPath>();
  }
  IndexPath path;
  do {
    path.emplace_back(core::take_part(text, '.'));
  } while (!text.empty());
  return path;
}

std::string index_text(const cel::Value& value) {
  switch (value.kind()) {
    case Kind::string: return std::string(core::prefix(value.as_string(), kTextBytesMax));
    case Kind::boolean: return value.as_bool() ? "true" : "false";
    case Kind::integer: return number_text(static_cast<double>(value.as_int()));
    case Kind::unsigned_integer: return number_text(static_cast<double>(value.as_uint()));
    case Kind::floating: return number_text(value.as_double());
    default: return {};
  }
}

std::string index_value(const Json& seen, const IndexPath& path) { return value_at(seen, path); }

std::string index_value(const core::Event& event, const IndexPath& path) {
  if (path.front() == "data")
    return value_at(event.data, std::span(path).subspan(1));  // the usual case copies nothing
  return value_at(event.to_json(), path);
}

}  // namespace baton::engine
