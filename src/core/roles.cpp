#include "baton/core/roles.hpp"

namespace baton::core {

Json Roles::to_json() const {
  Json json = Json::object();
  if (!accountable.empty()) json["accountable"] = accountable;
  if (!responsible.empty()) json["responsible"] = responsible;
  if (!consulted.empty()) json["consulted"] = consulted;
  if (!informed.empty()) json["informed"] = informed;
  return json.empty() ? Json() : json;
}

}  // namespace baton::core
