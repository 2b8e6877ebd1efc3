#include "baton/ingress/cloudevents.hpp"

#include "baton/formats/form.hpp"
#include "baton/formats/url.hpp"
#include "ingress/schemes/shared_key.hpp"

// cloudevents/spec, http-webhook.md 1.0.2, section 3. The token stands in the header or in the
// query.
namespace baton::ingress {

namespace {

struct CloudeventsSettings final : OwnSettings {
  // The origins that may send, which the OPTIONS handshake grants. "*" grants all; none if it is
  // empty.
  std::vector<std::string> allowed_origins{};
};

constexpr std::array<SchemeKey, 1> kCloudeventsKeys{{{"allowed_origins", SchemeValueKind::texts}}};

core::Result<OwnSettingsPtr> read_cloudevents(const HookOptions& options) {
  auto own = std::make_shared<CloudeventsSettings>();
  take(options.settings, "allowed_origins", own->allowed_origins);
  return OwnSettingsPtr(std::move(own));
}

std::optional<core::Result<Accepted>> cloudevents_options(const Proof& proof) {
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

// A sender that speaks the whole protocol, with its handshake, understands a 400 for a bad batch,
// so nothing of such a batch is accepted.
constinit const Scheme kCloudevents{.name = "cloudevents",
                                    .keys = kCloudeventsKeys,
                                    .read = read_cloudevents,
                                    .handshake = cloudevents_options,
                                    .handshake_method = "OPTIONS",
                                    .verify = verify_cloudevents,
                                    .whole_batches = true,
                                    .authenticate = kBearerChallenge};

}  // namespace baton::ingress
