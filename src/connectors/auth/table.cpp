#include "connectors/auth/auth.hpp"

#include <algorithm>

namespace baton::connectors {

namespace {

constexpr std::array kRows{&kAuthNone,      &kAuthBasic,    &kAuthBearer, &kAuthBearerProof,
                           &kAuthHeader,    &kAuthQuery,    &kAuthOauth2, &kAuthJwtBearer,
                           &kAuthGithubApp, &kAuthAwsSigv4, &kAuthSignIn, &kAuthSshKey};

}  // namespace

const AuthRow* find_auth(std::string_view kind) {
  const auto found = std::find_if(kRows.begin(), kRows.end(),
                                  [kind](const AuthRow* row) { return row->kind == kind; });
  return found != kRows.end() ? *found : nullptr;
}

std::vector<std::string> auth_kinds() {
  std::vector<std::string> kinds;
  for (const auto* row : kRows) kinds.emplace_back(row->kind);
  return kinds;
}

std::vector<std::string> auth_manifest_keys() {
  std::vector<std::string> keys;
  for (const auto* row : kRows) {
    for (const auto key : row->manifest_keys)
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.emplace_back(key);
  }
  return keys;
}

}  // namespace baton::connectors
