#include "http/api/sources.hpp"

#include "baton/core/event_names.hpp"

#include <algorithm>

namespace baton::http {

bool Sources::reserved(std::string_view source) const {
  return core::reserved_source(source) || connections_.find(source) != connections_.end();
}

namespace {

bool granted(const identity::Principal& principal, std::string_view source) {
  const auto& sources = principal.sources;
  return principal.role == identity::Role::admin || source == principal.actor.name() ||
         std::any_of(sources.begin(), sources.end(),
                     [source](const auto& one) { return one == "*" || one == source; });
}

}  // namespace

core::Result<void> Sources::check(const identity::Principal& principal,
                                  std::string_view source) const {
  if (!reserved(source) && granted(principal, source)) return {};
  const auto denied = [](std::string message, std::string hint) {
    return core::Error{core::Errc::denied, std::move(message), "/source", std::move(hint)};
  };
  const std::string quoted = "\"" + std::string(source) + "\"";
  if (core::reserved_source(source))
    return denied("the source " + quoted + " is Baton's own", "send under another source");
  if (connections_.find(source) != connections_.end()) {
    return denied("the source " + quoted +
                      " is a connection: its events come in, signed, at /hooks/" +
                      std::string(source),
                  "send under another source, and ask for that one in the template: when: "
                  "event.source == \"SOURCE\"");
  }
  const std::string name(principal.actor.name());
  return denied("the token \"" + name + "\" may not speak for the source " + quoted,
                "leave the source out to send as \"" + name +
                    "\", or let an admin make a token for it: " +
                    command_to_create(identity::Role::sender, "--source SOURCE"));
}

void set_apart(std::string& origin) {
  std::string_view rest = origin;
  while (rest.starts_with("id:")) rest.remove_prefix(3);
  if (rest.starts_with("key:") || rest.starts_with("replay:evt_")) origin.insert(0, "id:");
}

}  // namespace baton::http
