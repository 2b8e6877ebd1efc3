#include "ingress/schemes/scheme.hpp"

#include <algorithm>
#include <array>

namespace baton::ingress {

namespace {

constexpr std::array kSchemes{&kHmac,        &kStandardWebhooks,
                              &kJira,        &kGithub,
                              &kMeta,        &kSlack,
                              &kHubspot,     &kAsana,
                              &kLinkedin,    &kHeader,
                              &kBasic,       &kBearer,
                              &kBodyKey,     &kSalesforceOutbound,
                              &kCloudevents, &kNone,
                              &kJiraJwt,     &kJiraConnect,
                              &kAdobe,       &kTV1};

std::vector<SchemeKey> keys_of_all() {
  std::vector<SchemeKey> keys;
  for (const auto* scheme : kSchemes) {
    for (const auto& key : scheme->keys) {
      const auto same = [&key](const SchemeKey& one) { return one.name == key.name; };
      if (std::none_of(keys.begin(), keys.end(), same)) keys.push_back(key);
    }
  }
  return keys;
}

}  // namespace

const Scheme* find_scheme(std::string_view name) {
  const auto found = std::find_if(kSchemes.begin(), kSchemes.end(),
                                  [name](const Scheme* row) { return row->name == name; });
  return found != kSchemes.end() ? *found : nullptr;
}

bool is_scheme(std::string_view name) { return find_scheme(name) != nullptr; }

bool needs_secret(std::string_view scheme) {
  const auto* row = find_scheme(scheme);
  core::ensure(row != nullptr, "there is a scheme of this name");
  return row->needs_secret;
}

std::vector<std::string> scheme_names() {
  std::vector<std::string> names;
  for (const auto* row : kSchemes) names.emplace_back(row->name);
  std::sort(names.begin(), names.end());
  return names;
}

const std::vector<SchemeKey>& scheme_keys() {
  static const auto keys = keys_of_all();
  return keys;
}

}  // namespace baton::ingress
