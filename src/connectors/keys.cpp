#include "connectors/keys.hpp"

#include "baton/ingress/hook_options.hpp"
#include "connectors/auth/auth.hpp"

namespace baton::connectors::keys {

Keys manifest_auth() {
  auto keys = auth_manifest_keys();
  keys.insert(keys.begin(), "kind");
  return keys;
}

Keys manifest_webhook() {
  auto keys = ingress::webhook_keys();
  keys.insert(keys.end(), {"scheme", "decode"});
  return keys;
}

Keys connection_webhook() {
  auto keys = ingress::webhook_keys();
  keys.insert(keys.end(), {"scheme", "secret", "secret_previous"});
  for (const auto& key : ingress::scheme_keys())
    if (key.is_secret()) keys.emplace_back(key.name);
  return keys;
}

}  // namespace baton::connectors::keys
