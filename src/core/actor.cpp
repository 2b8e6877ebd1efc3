#include "baton/core/actor.hpp"

#include "baton/core/result.hpp"

#include <algorithm>
#include <utility>

namespace baton::core {
namespace {

constexpr std::string_view kConfig = "config";
constexpr std::string_view kServer = "server";

}  // namespace

Actor Actor::user(std::string_view name) {
  Actor actor = parse(name);
  ensure(actor.kind() == Kind::user, "the name of a user is no other kind of actor");
  return actor;
}

Actor Actor::token(std::string_view name) { return Actor(std::string(kTokenActor) += name); }

Actor Actor::config() { return Actor(std::string(kConfig)); }
Actor Actor::server() { return Actor(std::string(kServer)); }
Actor Actor::parse(std::string_view text) { return Actor(std::string(text)); }

Actor::Kind Actor::kind() const {
  if (text_.empty()) return Kind::nobody;
  if (text_.starts_with(kTokenActor)) return Kind::token;
  return text_ == kConfig || text_ == kServer ? Kind::baton : Kind::user;
}

std::string_view Actor::name() const { return person_written(text_); }

bool Actor::is_person() const {
  const Kind what = kind();
  return (what == Kind::user || what == Kind::token) && !name().empty();
}

bool same_person(const Actor& one, const Actor& other) {
  return one.is_person() && other.is_person() && one.name() == other.name();
}

std::string_view person_written(std::string_view written) {
  if (written.starts_with(kTokenActor)) written.remove_prefix(kTokenActor.size());
  return written;
}

bool names(const std::vector<std::string>& people, const Actor& actor) {
  return actor.is_person() && std::any_of(people.begin(), people.end(), [&](const auto& person) {
           return person_written(person) == actor.name();
         });
}

void to_json(Json& json, const Actor& actor) { json = actor.text(); }

}  // namespace baton::core
