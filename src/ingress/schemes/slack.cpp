#include "ingress/schemes/signature.hpp"

// docs.slack.dev, Verifying requests from Slack.
namespace baton::ingress {

namespace {

core::Result<void> verify_slack(const Proof& proof) {
  const auto* timestamp = proof.request.header("X-Slack-Request-Timestamp");
  if (timestamp == nullptr) return no_proof("the header X-Slack-Request-Timestamp");
  if (auto fresh = check_fresh(*timestamp, proof.now, false); !fresh) return fresh;
  return verify_signature(proof, {"X-Slack-Signature", "v0="},
                          "v0:" + *timestamp + ":" + proof.request.body);
}

// Answers the challenge of url_verification (docs.slack.dev), which is signed like any request.
std::optional<Reply> slack_challenge(const core::Json& body) {
  const auto* sent = core::find(body, "challenge");
  if (core::text_at(body, "type") != "url_verification" || sent == nullptr || !sent->is_string())
    return std::nullopt;
  return Reply{200, "application/json", core::dump(core::Json{{"challenge", *sent}}), {}};
}

// The verification token, by which requests were proved before Slack signed them. Apps of old still
// go by it.
void take_out_slack_token(const Proof&, core::Json& body) {
  if (body.is_object()) body.erase("token");
}

}  // namespace

constinit const Scheme kSlack{.name = "slack",
                              .verify = verify_slack,
                              .take_out_secret = take_out_slack_token,
                              .challenge = slack_challenge,
                              .reply = {200}};

}  // namespace baton::ingress
