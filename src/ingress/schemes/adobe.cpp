#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/form.hpp"
#include "baton/formats/url.hpp"
#include "ingress/batch.hpp"
#include "ingress/crypto.hpp"
#include "ingress/schemes/scheme.hpp"

#include <algorithm>
#include <map>

// Adobe I/O Events: developer.adobe.com/events, Introduction to webhooks (state of November 2026),
// and the vendor's own verifiers. A delivery has two RSA signatures over the body, each with the
// path of its public key below https://static.adobeioevents.com. One right signature is enough,
// since Adobe replaces one key at a time.
//
// The keys are settings, by their paths, and nothing is fetched: what a sender names can at most
// choose among the keys that the operator trusts. The same keys sign the events of all of Adobe's
// customers, so that a delivery also has to name our client id as its recipient.
namespace baton::ingress {

namespace {

using core::Json;
using core::Result;

constexpr std::string_view kAdobeKeyFolder = "/prod/keys/";

struct AdobeSettings final : OwnSettings {
  std::string client_id{};
  std::map<std::string, RsaPublicKey, std::less<>> keys{};  // by their paths
};

constexpr std::array<SchemeKey, 2> kAdobeKeys{
    {{"client_id"}, {"public_keys", SchemeValueKind::named_texts}}};

// True for a path such as /prod/keys/pub-key-AbC123.pem. Simply appended to a host, another text
// could name another host.
bool is_adobe_key_path(std::string_view path) {
  if (!path.starts_with(kAdobeKeyFolder) || !path.ends_with(".pem") || path.size() > 256)
    return false;
  path.remove_prefix(kAdobeKeyFolder.size());
  return path.front() != '.' && std::all_of(path.begin(), path.end(), [](char letter) {
           return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
                  (letter >= 'A' && letter <= 'Z') || letter == '-' || letter == '_' ||
                  letter == '.';
         });
}

Result<OwnSettingsPtr> read_adobe(const HookOptions& options) {
  auto own = std::make_shared<AdobeSettings>();
  take(options.settings, "client_id", own->client_id);
  if (own->client_id.empty()) return missing_setting("adobe", "client_id");
  std::map<std::string, std::string> keys;
  take(options.settings, "public_keys", keys);
  if (keys.empty()) {
    auto error = missing_setting("adobe", "public_keys");
    error.hint = "a delivery names the paths of its keys: baton events refused shows them";
    return error;
  }
  for (const auto& [path, pem] : keys) {
    if (!is_adobe_key_path(path))
      return wrong_setting("public_keys", "keys by paths /prod/keys/NAME.pem",
                           core::one_line(path, 100));
    auto key = RsaPublicKey::from_pem(pem);
    if (!key)
      return core::Error{core::Errc::invalid,
                         "webhook: 'public_keys': " + path +
                             ": expected an RSA key of at least 2048 bits in PEM, "
                             "\"-----BEGIN PUBLIC KEY-----\"",
                         "public_keys", "fetch https://static.adobeioevents.com" + path};
    own->keys.emplace(path, *std::move(key));
  }
  return OwnSettingsPtr(std::move(own));
}

std::optional<Result<Accepted>> adobe_handshake(const Proof& proof) {
  const auto query = formats::parse_form(formats::query_of(proof.request.target));
  const auto* challenge = query ? formats::find_field(*query, "challenge") : nullptr;
  if (challenge == nullptr || !is_plain_challenge(*challenge))
    return core::Error{core::Errc::invalid, "challenge: expected letters and digits"};
  return Accepted{{}, {200, "text/plain; charset=utf-8", *challenge, {}}, {}};
}

// What became of one of the two signatures.
enum class AdobeSignature { absent, unknown_key, wrong, right };

AdobeSignature look_at_signature(const Proof& proof, const std::string& number) {
  const auto* signature = proof.request.header("x-adobe-digital-signature-" + number);
  const auto* path = proof.request.header("x-adobe-public-key" + number + "-path");
  if (signature == nullptr || path == nullptr) return AdobeSignature::absent;
  const auto& keys = proof.settings<AdobeSettings>().keys;
  const auto key = keys.find(*path);
  if (key == keys.end()) return AdobeSignature::unknown_key;
  const auto bytes = core::from_base64(core::trim(*signature));
  return bytes && key->second.verifies(*bytes, proof.request.body) ? AdobeSignature::right
                                                                   : AdobeSignature::wrong;
}

Result<void> verify_adobe(const Proof& proof) {
  const auto first = look_at_signature(proof, "1");
  const auto second = look_at_signature(proof, "2");
  if (first == AdobeSignature::right || second == AdobeSignature::right) return {};
  if (first == AdobeSignature::absent && second == AdobeSignature::absent)
    return no_proof("the headers x-adobe-digital-signature-1 and x-adobe-public-key1-path");
  if (first != AdobeSignature::wrong && second != AdobeSignature::wrong)
    return bad_proof("it names no key that is among `public_keys`");
  return bad_proof("no signature matches the body");
}

// True if an event names us, by the new name, by the old one, or by both.
bool is_for_us(const Json& event, const std::string& client_id) {
  const auto* now = core::find(event, "recipientclientid");
  const auto* before = core::find(event, "recipient_client_id");
  if (now == nullptr && before == nullptr) return false;
  return (now == nullptr || *now == client_id) && (before == nullptr || *before == client_id);
}

// A batch is a list, which is signed as a whole. All of its events must be ours, as far as they can
// be read; if none can be read, nothing says that they are.
bool is_all_for_us(const Json& body, const std::string& client_id) {
  if (!body.is_array()) return is_for_us(body, client_id);
  const auto fits = [&client_id](const Json& event) {
    return is_unreadable(event) || is_for_us(event, client_id);
  };
  const bool unknown = !body.empty() && std::all_of(body.begin(), body.end(), is_unreadable);
  return !unknown && std::all_of(body.begin(), body.end(), fits);
}

Result<void> verify_adobe_body(const Proof& proof, const Json& body) {
  if (!is_all_for_us(body, proof.settings<AdobeSettings>().client_id))
    return bad_proof("the recipient is not our client id");
  return {};
}

}  // namespace

constinit const Scheme kAdobe{.name = "adobe",
                              .keys = kAdobeKeys,
                              .read = read_adobe,
                              .needs_secret = false,
                              .handshake = adobe_handshake,
                              .handshake_method = "GET",
                              .verify = verify_adobe,
                              .verify_body = verify_adobe_body,
                              .reply = {200},
                              .signs_body_alone = true};

}  // namespace baton::ingress
