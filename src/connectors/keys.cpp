#include "connectors/keys.hpp"

#include "baton/ingress/hook_options.hpp"
#include "connectors/auth/auth.hpp"

#include <algorithm>

namespace baton::connectors::keys {

bool is_name(std::string_view text, std::string_view more) {
  constexpr std::size_t kNameBytesMax = 64;
  return !text.empty() && text.size() <= kNameBytesMax &&
         std::all_of(text.begin(), text.end(), [more](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
                  letter == '_' || more.find(letter) != std::string_view::npos;
         });
}

Keys manifest_auth() {
  auto keys = auth_manifest_keys();
  keys.insert(keys.begin(), "kind");
  return keys;
}

Keys manifest_webhook() {
  auto keys = ingress::webhook_keys();
  keys.insert(keys.end(), {"scheme", "setup", "decode"});
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
