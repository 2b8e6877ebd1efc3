// Webhooks of every vendor: the first line names the connector, the rest is a request. Nothing
// unsigned or altered gets in, what is signed gets in as the events it decodes to, and those can be
// stored. Bodies reach the decoders without a proof as well.
#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "connectors/manifest.hpp"
#include "fuzz/inbound.hpp"
#include "ingress/crypto.hpp"
#include "ingress/decoder.hpp"

#include <filesystem>
#include <map>

namespace {

using namespace baton;
using fuzz::hold;

constexpr const char* kSecret = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==";
constexpr core::Time kNow(std::chrono::seconds(1'700'000'000));

struct Vendor {
  std::shared_ptr<const ingress::Hook> hook;
  std::shared_ptr<const ingress::Decoder> decoder;
};

// The keys of the signed cases, whose private halves are not here.
std::map<std::string, std::string> adobe_keys() {
  const auto one =
      core::parse_json(fuzz::read_file(BATON_SOURCE_DIR "/tests/data/webhooks/adobe/valid.json"));
  hold(one.has_value(), "the case is JSON");
  return one->at("config").at("keys").get<std::map<std::string, std::string>>();
}

std::map<std::string, Vendor, std::less<>> load_vendors() {
  std::map<std::string, Vendor, std::less<>> vendors;
  for (const auto& entry :
       std::filesystem::directory_iterator(BATON_SOURCE_DIR "/config/connectors")) {
    core::Findings findings;
    const auto manifest =
        connectors::Manifest::load(fuzz::read_file(entry.path()), entry.path(), findings);
    if (!manifest || !manifest->decoder || manifest->scheme.empty()) continue;
    auto options = ingress::hook_options(manifest->name, manifest->scheme, manifest->webhook);
    hold(options.has_value(), "a manifest's webhook section is one");
    options->secrets.emplace_back(kSecret);
    options->settings.emplace("organization_id", "00D5g00000AbCdEEAV");
    options->settings.emplace("public_url", "https://baton.example");
    options->settings.emplace("header", "X-Signature");
    options->settings.emplace("verify_token", core::Secret("token"));
    std::map<std::string, core::Secret> by_id;
    by_id.emplace("app", core::Secret("secret"));
    options->settings.emplace("client_secrets", std::move(by_id));
    options->settings.emplace("client_id", "baton");
    options->settings.emplace("public_keys", adobe_keys());
    auto hook = ingress::Hook::make(*std::move(options), manifest->decoder);
    hold(hook.has_value(), "a shipped manifest's hook can be made");
    vendors.emplace(manifest->name, Vendor{*hook, manifest->decoder});
  }
  hold(vendors.size() >= 10, "the shipped manifests load");
  return vendors;
}

// The request as its vendor would sign it, written apart from the schemes; nullopt where the proof
// is no HMAC of the body.
std::optional<ingress::Inbound> sign(const ingress::Hook& hook, ingress::Inbound request) {
  struct Field {
    std::string name, prefix, before_body;
  };
  static const std::string now = std::to_string(kNow.time_since_epoch() / std::chrono::seconds(1));
  static const std::map<std::string, Field, std::less<>> fields{
      {"hmac", {"X-Signature", "", ""}},
      {"asana", {"X-Hook-Signature", "", ""}},
      {"jira", {"X-Hub-Signature", "sha256=", ""}},
      {"github", {"X-Hub-Signature-256", "sha256=", ""}},
      {"meta", {"X-Hub-Signature-256", "sha256=", ""}},
      {"linkedin", {"X-LI-Signature", "", "hmacsha256="}},
      {"slack", {"X-Slack-Signature", "v0=", "v0:" + now + ":"}},
  };
  const auto field = fields.find(hook.scheme());
  if (field == fields.end()) return std::nullopt;
  const auto& [name, prefix, before_body] = field->second;
  const auto signature = core::hmac_sha256(kSecret, before_body + request.body);
  request.method = "POST";
  request.headers.emplace(request.headers.begin(), name, prefix + core::to_hex(signature));
  request.headers.emplace(request.headers.begin(), "X-Slack-Request-Timestamp", now);
  return request;
}

bool no_proof(const core::Result<ingress::Accepted>& accepted) {
  return !accepted && accepted.error().code == core::Errc::unauthenticated;
}

core::Result<std::vector<core::Event>> decode(const Vendor& vendor,
                                              const ingress::Inbound& request) {
  const auto body = vendor.decoder->read(request, vendor.hook->options().decode);
  if (!body) return body.error();
  auto decoded = vendor.decoder->events(*body, request, vendor.hook->options().decode, kNow);
  if (!decoded) return decoded.error();
  for (const auto& event : decoded->events) {
    hold(!event.type.empty() && !event.source.empty(), "an event has a type and a source");
    hold(core::is_utf8(event.type) && core::is_utf8(event.origin) && core::is_utf8(event.subject),
         "an event's names are text");
    hold(core::parse_rfc3339(core::to_rfc3339(event.time)).has_value(),
         "an event's time can be read again");
    const auto stored = core::parse_json(core::dump(event.data), {core::kJsonDepthMax + 8, false});
    hold(stored.has_value() && *stored == event.data, "an event can be stored and read");
  }
  return std::move(decoded->events);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto vendors = load_vendors();
  std::string_view text = fuzz::text_of(data, size);
  const auto named = vendors.find(fuzz::take(text, "\n"));
  if (named == vendors.end()) return -1;
  const auto& vendor = named->second;
  const auto request = fuzz::inbound_of(text);
  const auto accepted = vendor.hook->receive(request, kNow);
  // A handshake is answered without events.
  hold(!accepted || accepted->events.empty(), "an event came in without a proof");
  if (!accepted) hold(vendor.hook->refuse(accepted.error()).status >= 400, "a refusal is one");

  const auto decoded = decode(vendor, request);
  auto signed_request = sign(*vendor.hook, request);
  if (!signed_request || request.header("X-Hook-Secret") != nullptr) return 0;
  const auto taken = vendor.hook->receive(*signed_request, kNow);
  hold(!no_proof(taken), "a signed request is taken for one");
  if (taken && !taken->events.empty())
    hold(decoded && taken->events.size() == decoded->size(),
         "what gets in is what the body decodes to");
  signed_request->body += ' ';
  hold(no_proof(vendor.hook->receive(*signed_request, kNow)), "an altered body is refused");
  return 0;
}
