#include "http/api/members.hpp"

#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "http/api/query.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace baton::http {
namespace {

// The longest list of names that a member may have.
constexpr std::size_t kNamesMax = 100;

using core::Errc;
using core::Error;

std::string pointer(std::string_view name) { return "/" + std::string(name); }

std::optional<Error> wrong_text(const Member& member, const core::Json& value) {
  if (!value.is_string())
    return Error{Errc::invalid,
                 std::string("expected a string, got ") + value.type_name(),
                 pointer(member.name),
                 {}};
  const auto& text = value.get_ref<const std::string&>();
  if (member.is == Member::text && text.size() > core::kNameBytesMax)
    return Error{Errc::too_large,
                 "expected at most " + std::to_string(core::kNameBytesMax) + " bytes",
                 pointer(member.name),
                 {}};
  if (text.empty() && member.required)
    return Error{Errc::invalid,
                 "\"" + std::string(member.name) + "\" is empty: expected text",
                 pointer(member.name),
                 {}};
  return std::nullopt;
}

std::optional<Error> wrong_names(const Member& member, const core::Json& list) {
  std::vector<std::string_view> seen;
  const auto fits = [&seen](const core::Json& each) {
    if (!each.is_string()) return false;
    const auto& text = each.get_ref<const std::string&>();
    const bool sized =
        !text.empty() && text.size() <= core::kNameBytesMax && core::reads_as_written(text);
    const bool first = std::find(seen.begin(), seen.end(), text) == seen.end();
    seen.push_back(text);
    return sized && first;
  };
  if (list.is_array() && list.size() <= kNamesMax && std::all_of(list.begin(), list.end(), fits))
    return std::nullopt;
  return Error{Errc::invalid, "expected a list of names, each once", pointer(member.name), {}};
}

std::optional<Error> wrong(const Member& member, const core::Json& body) {
  const core::Json* value = core::find(body, member.name);
  if (value == nullptr || value->is_null()) {
    if (!member.required) return std::nullopt;
    const bool is_text = member.is == Member::text || member.is == Member::long_text;
    return Error{Errc::invalid,
                 "\"" + std::string(member.name) + "\" is " +
                     (value == nullptr ? "missing" : "empty") + ": expected " +
                     (is_text ? "text" : "a value"),
                 pointer(member.name),
                 {}};
  }
  switch (member.is) {
    case Member::text:
    case Member::long_text: return wrong_text(member, *value);
    case Member::names: return wrong_names(member, *value);
    case Member::any: break;
  }
  return std::nullopt;
}

bool may_be_left_out(const Few<Member>& expected) {
  return std::none_of(expected.begin(), expected.end(),
                      [](const Member& member) { return member.required; });
}

}  // namespace

Members Members::read(std::string_view body, const Few<Member>& expected,
                      std::vector<Error>& mistakes) {
  Members members;
  if (body.empty() && may_be_left_out(expected)) return members;
  auto json = core::parse_json(body);
  if (!json) {
    mistakes.push_back(json.error());
    return members;
  }
  if (!json->is_object()) {
    mistakes.push_back(
        {Errc::invalid, std::string("expected an object, got ") + json->type_name(), "/", {}});
    return members;
  }
  members.body_ = *std::move(json);
  for (const auto& [name, value] : members.body_.items())
    if (find_named(expected, name) == nullptr)
      mistakes.push_back(not_known("member", name, pointer(name), names_of(expected)));
  for (const Member& member : expected)
    if (auto mistake = wrong(member, members.body_)) mistakes.push_back(*std::move(mistake));
  return members;
}

bool Members::has(std::string_view name) const {
  const core::Json* value = core::find(body_, name);
  return value != nullptr && !value->is_null();
}

std::string Members::text(std::string_view name, std::string_view default_value) const {
  return core::text_at(body_, name, default_value);
}

std::vector<std::string> Members::names(std::string_view name) const {
  const core::Json* list = core::find(body_, name);
  return list == nullptr || list->is_null() ? std::vector<std::string>()
                                            : list->get<std::vector<std::string>>();
}

core::Json Members::take(std::string_view name) {
  const auto found = body_.find(std::string(name));
  return found == body_.end() ? core::Json() : std::move(*found);
}

core::Secret Members::take_secret(std::string_view name) {
  auto value = take(name);
  return value.is_string() ? core::Secret(std::move(value.get_ref<std::string&>()))
                           : core::Secret();
}

}  // namespace baton::http
