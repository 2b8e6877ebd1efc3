#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/formats/form.hpp"
#include "baton/formats/url.hpp"
#include "ingress/crypto.hpp"
#include "ingress/schemes/base_url.hpp"
#include "ingress/schemes/jwt.hpp"

#include <algorithm>
#include <map>

// Webhooks of Atlassian Connect apps. The token is for one request of one installation.
namespace baton::ingress {

namespace {

struct ConnectSettings final : OwnSettings {
  std::string client_key{};  // the issuer of tokens, which is one installation
  std::string public_url{};  // the base URL of the app, as the vendor uses it
};

constexpr std::array<SchemeKey, 2> kConnectKeys{{{"client_key"}, {"public_url"}}};

core::Result<OwnSettingsPtr> read_connect(const HookOptions& options) {
  auto own = std::make_shared<ConnectSettings>();
  take(options.settings, "client_key", own->client_key);
  take_base_url(options.settings, own->public_url);
  if (own->client_key.empty()) return missing_setting("jira_connect", "client_key");
  if (own->public_url.empty()) return missing_setting("jira_connect", "public_url");
  return OwnSettingsPtr(std::move(own));
}

// The canonical request (developer.atlassian.com, Understanding JWT): METHOD & path below the base
// URL & sorted query.
std::string canonical_request(const Inbound& request, std::string_view base,
                              const formats::Fields& query) {
  std::string_view path = formats::path_of(request.target);
  if (const auto host = base.find("://"); host != std::string_view::npos) {
    const auto slash = base.find('/', host + 3);
    base = slash == std::string_view::npos ? std::string_view() : base.substr(slash);
  }
  if (path.starts_with(base)) path.remove_prefix(base.size());
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  std::map<std::string, std::vector<std::string>> sorted;
  for (const auto& [name, value] : query) {
    if (name != "jwt") sorted[core::percent_encode(name)].push_back(core::percent_encode(value));
  }
  std::string out = request.method + "&" + (path.empty() ? "/" : std::string(path)) + "&";
  bool first = true;
  for (auto& [name, values] : sorted) {
    std::sort(values.begin(), values.end());
    out += (first ? "" : "&") + name + "=";
    for (std::size_t index = 0; index < values.size(); ++index)
      out += (index == 0 ? "" : ",") + values[index];
    first = false;
  }
  return out;
}

core::Result<void> verify_connect(const Proof& proof) {
  const auto& own = proof.settings<ConnectSettings>();
  const auto token = credentials(proof.request, "JWT");
  if (!token) return no_proof("Authorization: JWT");
  const auto claims = verified_claims(*token, proof);
  if (!claims) return claims.error();
  if (core::text_at(*claims, "iss") != own.client_key)
    return bad_proof("the token is from another installation");
  const auto query = formats::parse_form(formats::query_of(proof.request.target));
  if (!query) return bad_proof("the token is for another request");
  const auto asked = core::sha256_hex(canonical_request(proof.request, own.public_url, *query));
  if (!equal_constant_time(core::text_at(*claims, "qsh"), asked))
    return bad_proof("the token is for another request");
  return {};
}

}  // namespace

constinit const Scheme kJiraConnect{.name = "jira_connect",
                                    .keys = kConnectKeys,
                                    .read = read_connect,
                                    .verify = verify_connect,
                                    .reply = {200}};

}  // namespace baton::ingress
