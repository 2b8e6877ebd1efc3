#include "baton/identity/session.hpp"

#include "baton/core/enum_text.hpp"

#include <utility>

namespace baton::identity {
namespace {

constexpr std::string_view kSessionPrefix = "bs_";
constexpr std::string_view kCodePrefix = "bc_";
constexpr core::EnumText<Code::Purpose, 3> kPurposes{{"first_admin", "password", "sign_in"}};

std::string hash_of_text(std::string_view prefix, std::string_view text) {
  const auto bits = proof_bits(prefix, text);
  return bits ? to_text(hash_of(*bits)) : std::string();
}

}  // namespace

MadeSession new_session(core::UserId user, core::TokenId token, core::Time now,
                        const SessionLimits& limits) {
  MadeProof proof = new_proof(kSessionPrefix);
  MadeSession made;
  made.session = {std::move(proof.hash), user, token, now, now, core::plus(now, limits.most)};
  made.text = std::move(proof.text);
  return made;
}

std::optional<ProofBits> session_bits(std::string_view text) {
  return proof_bits(kSessionPrefix, text);
}
std::string session_hash(std::string_view text) { return hash_of_text(kSessionPrefix, text); }

std::string_view to_text(Code::Purpose purpose) { return kPurposes.of(purpose); }
std::optional<Code::Purpose> code_purpose(std::string_view word) { return kPurposes.read(word); }

MadeCode new_code(Code wanted) {
  MadeProof proof = new_proof(kCodePrefix);
  MadeCode made{std::move(wanted), std::move(proof.text)};
  made.code.hash = std::move(proof.hash);
  return made;
}

std::string code_hash(std::string_view text) { return hash_of_text(kCodePrefix, text); }

std::string code_path(std::string_view text) { return "/#code=" + std::string(text); }

}  // namespace baton::identity
