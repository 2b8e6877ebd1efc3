#include "baton/ingress/cloudevents.hpp"

#include "baton/formats/form.hpp"
#include "baton/formats/url.hpp"
#include "ingress/schemes/shared_key.hpp"

// cloudevents/spec http-webhook.md 1.0.2 section 3: a target takes the token in the header and in
// the query.
namespace baton::ingress {

namespace {

struct CloudeventsSettings final : OwnSettings {
  // Who the OPTIONS handshake grants to send, "*" for all; empty: nobody.
  std::vector<std::string> allowed_origins{};
};

constexpr std::array<SchemeKey, 1> kCloudeventsKeys{{{"allowed_origins", SchemeValueKind::texts}}};

core::Result<OwnSettingsPtr> read_cloudevents(const HookOptions& options) {
  auto own = std::make_shared<CloudeventsSettings>();
  take(options.settings, "allowed_origins", own->allowed_origins);
  return OwnSettingsPtr(std::move(own));
}

std::optional<core::Result<Accepted>> cloudevents_options(const Proof& proof) {
  if (proof.request.method != "OPTIONS") return std::nullopt;
  const auto& allowed = proof.settings<CloudeventsSettings>().allowed_origins;
  return core::Result<Accepted>(Accepted{{}, cloudevents_handshake(proof.request, allowed), {}});
}

core::Result<void> verify_cloudevents(const Proof& proof) {
  if (proof.request.header("authorization") != nullptr) return verify_bearer(proof);
  const auto query = formats::parse_form(formats::query_of(proof.request.target));
  const auto* token = query ? formats::find_field(*query, "access_token") : nullptr;
  if (token == nullptr) return no_proof("Authorization: Bearer, or access_token in the query");
  if (!is_known(proof, *token)) return bad_proof("the access token is another");
  return {};
}

}  // namespace

// Who speaks the whole protocol, its handshake too, is told by a 400 that a batch is not as it
// should be, and nothing of it is taken.
constinit const Scheme kCloudevents{.name = "cloudevents",
                                    .keys = kCloudeventsKeys,
                                    .read = read_cloudevents,
                                    .handshake = cloudevents_options,
                                    .verify = verify_cloudevents,
                                    .whole_batches = true,
                                    .authenticate = kBearerChallenge};

}  // namespace baton::ingress
