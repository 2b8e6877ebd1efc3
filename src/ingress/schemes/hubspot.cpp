#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/url.hpp"
#include "ingress/crypto.hpp"
#include "ingress/schemes/base_url.hpp"
#include "ingress/schemes/signature.hpp"

#include <algorithm>

// developers.hubspot.com, Validating requests.
namespace baton::ingress {

namespace {

using core::Result;

struct HubspotSettings final : OwnSettings {
  std::string public_url{};  // scheme and host of our address, as the vendor uses them
  std::string signature_version = "v3";
};

constexpr std::array<SchemeKey, 2> kHubspotKeys{{{"public_url"}, {"signature_version"}}};

// Checks public_url. The text that is signed begins with it, letter by letter, and goes on with the
// path and the query of the request.
Result<void> check_origin(const std::string& text) {
  const auto url = formats::parse_url(text);
  const bool fits = url && url->origin.tls && url->path.empty() && url->query.empty() &&
                    core::same_no_case(url->origin.text(), text);
  if (fits) return {};
  const auto hint = url && !url->origin.host.empty()
                        ? "write https" + url->origin.text().substr(url->origin.tls ? 5 : 4)
                        : "write https://HOST, as the vendor calls it";
  return core::Error{core::Errc::invalid,
                     "webhook: 'public_url': expected https and a host without a path, got '" +
                         core::one_line(text, 200) + "'",
                     "public_url", hint};
}

Result<OwnSettingsPtr> read_hubspot(const HookOptions& options) {
  auto own = std::make_shared<HubspotSettings>();
  take_base_url(options.settings, own->public_url);
  take(options.settings, "signature_version", own->signature_version);
  const auto& version = own->signature_version;
  if (version != "v1" && version != "v2" && version != "v3")
    return wrong_setting("signature_version", "v1, v2 or v3", version);
  if (version == "v1") return OwnSettingsPtr(std::move(own));
  if (own->public_url.empty()) return missing_setting("hubspot", "public_url");
  if (const auto checked = check_origin(own->public_url); !checked) return checked.error();
  return OwnSettingsPtr(std::move(own));
}

// The URI as version 3 signs it: these escapes are decoded, and no others.
std::string signed_uri(const std::string& uri) {
  constexpr std::array<std::string_view, 12> kDecoded{"3A", "2F", "3F", "40", "21", "24",
                                                      "27", "28", "29", "2A", "2C", "3B"};
  std::string out;
  out.reserve(uri.size());
  for (std::size_t at = 0; at < uri.size(); ++at) {
    if (uri[at] != '%' || at + 2 >= uri.size()) {
      out += uri[at];
      continue;
    }
    const auto escape = std::string_view(uri).substr(at + 1, 2);
    const bool decoded = std::any_of(kDecoded.begin(), kDecoded.end(), [escape](auto one) {
      return core::same_no_case(one, escape);
    });
    out += decoded ? core::from_hex(escape)->front() : uri[at];
    if (decoded) at += 2;
  }
  return out;
}

Result<void> verify_v3(const Proof& proof, const std::string& public_url) {
  const auto& request = proof.request;
  const auto* timestamp = request.header("X-HubSpot-Request-Timestamp");
  if (timestamp == nullptr) return no_proof("the header X-HubSpot-Request-Timestamp");
  if (auto fresh = check_fresh(*timestamp, proof.now, true); !fresh) return fresh;
  auto text = request.method + signed_uri(public_url + request.target);
  text.reserve(text.size() + request.body.size() + timestamp->size());
  text.append(request.body).append(*timestamp);
  return verify_signature(proof, {"X-HubSpot-Signature-v3", "", true}, text);
}

// Verifies versions 1 and 2, which are plain SHA-256 of secret and text. Workflow actions have no
// newer version.
Result<void> verify_plain(const Proof& proof, std::string_view expected_version,
                          std::string_view text) {
  const auto* version = proof.request.header("X-HubSpot-Signature-Version");
  const auto* field = proof.request.header("X-HubSpot-Signature");
  if (field == nullptr || version == nullptr)
    return no_proof("the headers X-HubSpot-Signature and X-HubSpot-Signature-Version");
  if (*version != expected_version) return bad_proof("the signature is of another version");
  const auto signature = core::from_hex(*field);
  if (!signature) return bad_proof("the signature is not hex");
  bool same = false;
  for (const auto secret : proof.secrets) {
    const auto digest = core::sha256(std::string(secret).append(text));
    same |= equal_constant_time(core::bytes_of(digest), *signature);
  }
  if (!same) return bad_proof("the signature does not match the request");
  return {};
}

Result<void> verify_hubspot(const Proof& proof) {
  const auto& own = proof.settings<HubspotSettings>();
  const auto& version = own.signature_version;
  const auto& request = proof.request;
  if (version == "v1") return verify_plain(proof, version, request.body);
  if (version == "v2")
    return verify_plain(proof, version,
                        request.method + own.public_url + request.target + request.body);
  return verify_v3(proof, own.public_url);
}

}  // namespace

constinit const Scheme kHubspot{.name = "hubspot",
                                .keys = kHubspotKeys,
                                .read = read_hubspot,
                                .verify = verify_hubspot,
                                .reply = {200}};

}  // namespace baton::ingress
