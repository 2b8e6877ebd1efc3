#include "baton/core/enum_text.hpp"
#include "baton/core/fact.hpp"
#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"
#include "baton/facts/definitions.hpp"

#include <cmath>

// What one fact takes.
namespace baton::facts {

namespace {

using core::Json;

constexpr core::EnumText<Kind, 6> kKindText{
    {"string", "number", "integer", "boolean", "list", "object"}};

core::Error not_fitting(std::string message, std::string hint = {}) {
  return {core::Errc::invalid, std::move(message), {}, std::move(hint)};
}

// The same, with its place in what sets the fact, as a JSON pointer.
core::Error placed(std::string where, core::Error error) {
  error.where = std::move(where);
  return error;
}

std::string place_of(std::string_view member) { return "/value/" + core::pointer_part(member); }

bool is_of(Kind kind, const Json& value) {
  switch (kind) {
    case Kind::string: return value.is_string();
    case Kind::number: return value.is_number();
    case Kind::integer:
      return value.is_number() && std::trunc(value.get<double>()) == value.get<double>();
    case Kind::boolean: return value.is_boolean();
    case Kind::list: return value.is_array();
    case Kind::object: return value.is_object();
  }
  return false;
}

core::Error of_another_kind(const std::string& what, Kind kind, const Json& value) {
  return not_fitting(what + ": expected " + std::string(name(kind)) + ", got " +
                     core::one_line(core::dump(value), 80));
}

std::optional<core::Error> unfit_key(const Definition& fact, std::string_view key) {
  if (fact.keyed && core::trim(key).empty())
    return not_fitting("the fact \"" + fact.name + "\" has a value for each key: expected a key");
  if (!fact.keyed && !key.empty())
    return not_fitting("the fact \"" + fact.name + "\" has one value: expected no key, got \"" +
                       core::one_line(key, 60) + "\"");
  if (key.size() > core::kFactKeyBytesMax || core::has_control(key))
    return not_fitting("expected a key of at most " + std::to_string(core::kFactKeyBytesMax) +
                       " bytes on one line, got " + std::to_string(key.size()));
  return std::nullopt;
}

// A member that the type of the fact does not have.
std::optional<core::Error> unknown_member(const Definition& fact, const Json& value) {
  if (fact.members.empty()) return std::nullopt;
  std::vector<std::string> known;
  for (const auto& [member, of] : fact.members) known.push_back(member);
  for (const auto& [member, ignored] : value.items()) {
    if (fact.members.contains(member)) continue;
    auto hint = core::did_you_mean(member, known);
    if (hint.empty()) hint = "its members are " + core::join(known);
    return placed(place_of(member),
                  not_fitting(fact.name + " has no member \"" + core::one_line(member, 60) + "\"",
                              std::move(hint)));
  }
  return std::nullopt;
}

}  // namespace

std::string_view name(Kind kind) { return kKindText.of(kind); }

std::optional<core::Error> Definition::unfit(std::string_view key, const Json& value) const {
  if (auto wrong = unfit_key(*this, key)) return placed("/key", *std::move(wrong));
  if (core::size_of(value).bytes > core::kFactValueBytesMax)
    return core::Error{core::Errc::too_large,
                       "expected a value of at most " + std::to_string(core::kFactValueBytesMax) +
                           " bytes, got " + std::to_string(core::size_of(value).bytes),
                       "/value"};
  if (!is_of(kind, value)) return placed("/value", of_another_kind(name, kind, value));
  // A member that is misspelt is told before the one that is missing for it.
  if (auto wrong = unknown_member(*this, value)) return wrong;
  for (const auto& [member, of] : members) {
    const auto* found = core::find(value, member);
    if (found == nullptr)
      return placed(place_of(member), not_fitting(name + ": \"" + member + "\" is missing"));
    if (!is_of(of, *found))
      return placed(place_of(member), of_another_kind(name + "." + member, of, *found));
  }
  return std::nullopt;
}

std::optional<core::Error> Definition::misread(const std::optional<std::string>& key) const {
  if (keyed && !key)
    return not_fitting("the fact \"" + name + "\" has a value for each key",
                       "write facts." + name + "[\"…\"], or fact(\"" + name + "\", key)");
  if (!keyed && key)
    return not_fitting("the fact \"" + name + "\" has one value, and no key",
                       "write fact(\"" + name + "\")");
  return std::nullopt;
}

Json to_json(const Definition& fact) {
  Json type = std::string(name(fact.kind));
  if (!fact.members.empty()) {
    type = Json::object();
    for (const auto& [member, kind] : fact.members) type[member] = std::string(name(kind));
  }
  Json from = Json::array();
  for (const auto& one : fact.from) {
    Json json{{"event", one.event}, {"value", one.value->text()}};
    if (!one.connection.empty()) json["connection"] = one.connection;
    if (one.when) json["when"] = one.when->text();
    if (one.key) json["key"] = one.key->text();
    from.push_back(std::move(json));
  }
  Json json{{"name", fact.name},       {"description", fact.description}, {"keyed", fact.keyed},
            {"type", std::move(type)}, {"from", std::move(from)},         {"stale_after", nullptr}};
  if (fact.stale_after) json["stale_after"] = core::to_text(*fact.stale_after);
  return json;
}

}  // namespace baton::facts
