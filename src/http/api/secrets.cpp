#include "baton/connectors/secret_store.hpp"
#include "baton/views/time.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/hooks.hpp"

#include <utility>

// The secrets that connections refer to. They come in here and never go out: no answer has a value.
namespace baton::http {
namespace {

using connectors::SecretStore;

core::Error no_secrets() {
  return {core::Errc::unavailable, "this server keeps no secrets", {}, {}};
}

core::Json secret_json(const Services& services, const SecretStore::Row& row) {
  return {{"name", row.name},
          {"changed_at", views::time(row.changed_at)},
          {"changed_by", row.changed_by},
          {"used_by", services.parts.registry.users_of(row.name)},
          {"fault", row.fault}};
}

}  // namespace

core::Result<Response> list_secrets(Services& services, const Asked& /*asked*/) {
  if (services.parts.secrets == nullptr) return no_secrets();
  core::Json items = core::Json::array();
  for (const auto& row : services.parts.secrets->rows())
    items.push_back(secret_json(services, row));
  return whole_list(std::move(items));
}

Answered set_secret(Services& services, Asked& asked) {
  if (services.parts.secrets == nullptr) co_return no_secrets();
  const std::string name = asked.values.text("name");
  core::Secret value = asked.body.take_secret("value");
  auto kept = co_await services.parts.secrets->put(name, std::move(value), asked.principal->actor);
  if (!kept) co_return kept.error();
  for (const auto& row : services.parts.secrets->rows())
    if (row.name == name) co_return json(secret_json(services, row));
  co_return core::Error{core::Errc::conflict, "the secret was removed meanwhile", {}, {}};
}

Answered remove_secret(Services& services, Asked& asked) {
  if (services.parts.secrets == nullptr) co_return no_secrets();
  auto gone =
      co_await services.parts.secrets->remove(asked.values.text("name"), asked.principal->actor);
  if (!gone) co_return gone.error();
  co_return no_content();
}

// A secret that a handshake brings meanwhile would be encrypted under the old key, so such a moment
// is waited out.
Answered rotate_secret_key(Services& services, Asked& asked) {
  if (services.parts.secrets == nullptr) co_return no_secrets();
  if (!services.handshakes->empty())
    co_return core::Error{core::Errc::conflict, "a vendor is making a handshake", {}, "try again"};
  auto marked = std::make_shared<const Handshake>(services.handshakes, std::string(kKeyRotation),
                                                  core::Secret());
  auto count =
      co_await services.parts.secrets->rotate(learned_settings(services), asked.principal->actor);
  services.options.seal_key = services.parts.secrets->key();
  marked.reset();
  if (!count) co_return count.error();
  core::Json body{{"secrets", *count}};
  co_return json(body);
}

}  // namespace baton::http
