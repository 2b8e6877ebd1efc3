#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "connectors/auth/auth.hpp"
#include "connectors/request.hpp"

// A bearer token with a proof that its sender has the secret of the app too: the HMAC-SHA256 of the
// token, in hex, as a member of the query (developers.facebook.com, Securing Graph API requests).
namespace baton::connectors {

namespace {

constexpr std::array<std::string_view, 1> kProofManifestKeys{"parameter"};
constexpr std::array<std::string_view, 2> kProofKeys{"token", "app_secret"};

struct ProofCredentials final : Credentials {
  core::Secret member{};  // "name=value" of the query
};

void check_proof(const formats::FieldReader& at, const AuthSpec& spec) {
  if (spec.text("parameter").empty())
    at.error("parameter", "config/missing-key", "auth of kind bearer_proof needs \"parameter\"");
}

void read_proof(const AuthReader& at, Authorization& authorization) {
  const auto token = at.secret("token");
  const auto app_secret = at.secret("app_secret");
  const core::Secret proof(core::to_hex(core::hmac_sha256(app_secret.reveal(), token.reveal())));
  at.withhold(proof);
  auto read = std::make_shared<ProofCredentials>();
  read->member = core::Secret(core::percent_encode(at.spec().text("parameter")) + "=" +
                              std::string(proof.reveal()));
  authorization.line =
      core::Secret("Authorization: Bearer " + std::string(token.reveal()) + "\r\n");
  authorization.works_with = std::move(read);
}

void apply_proof(const Authorization& authorization, const AccessToken& /*token*/,
                 HttpRequest& request) {
  const auto& own = dynamic_cast<const ProofCredentials&>(*authorization.works_with);
  request.head += authorization.line.reveal();
  set_in_query(request.target, own.member.reveal());
}

}  // namespace

constinit const AuthRow kAuthBearerProof{.kind = "bearer_proof",
                                         .manifest_keys = kProofManifestKeys,
                                         .check_manifest = check_proof,
                                         .keys = kProofKeys,
                                         .read = read_proof,
                                         .apply = apply_proof};

}  // namespace baton::connectors
