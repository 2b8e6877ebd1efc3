#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "ingress/crypto.hpp"
#include "ingress/schemes/scheme.hpp"

// Time and signatures in one header field, `t=SECONDS,v1=HEX[,v1=HEX…]`, as in docs.stripe.com,
// Verify webhook signatures manually. What is signed is the time, a full stop and the body. The key
// is the whole secret as it is written, "whsec_" included; Standard Webhooks decodes it.
namespace baton::ingress {

namespace {

// How many signatures are verified. Senders put two while a secret is being replaced; more than a
// few are an attempt to make us work.
constexpr int kTV1SignaturesMax = 8;
// The longest tolerance. With more, a request that somebody has recorded stays good for hours.
constexpr std::int64_t kTV1ToleranceMax_s = 3'600;

struct TV1Settings final : OwnSettings {
  std::string header{};  // the name of the field
  std::string encoding = "hex";
  std::chrono::seconds tolerance = kTolerance;
};

constexpr std::array<SchemeKey, 3> kTV1Keys{
    {{"header"}, {"encoding"}, {"tolerance_seconds", SchemeValueKind::number}}};

core::Result<OwnSettingsPtr> read_t_v1(const HookOptions& options) {
  auto own = std::make_shared<TV1Settings>();
  take(options.settings, "header", own->header);
  take(options.settings, "encoding", own->encoding);
  std::int64_t tolerance_s = own->tolerance.count();
  take(options.settings, "tolerance_seconds", tolerance_s);
  if (own->header.empty()) return missing_setting("t_v1", "header");
  if (own->encoding != "hex" && own->encoding != "base64")
    return wrong_setting("encoding", "hex or base64", own->encoding);
  if (tolerance_s < 1 || tolerance_s > kTV1ToleranceMax_s)
    return wrong_setting("tolerance_seconds", "1 to 3600", std::to_string(tolerance_s));
  own->tolerance = std::chrono::seconds(tolerance_s);
  return OwnSettingsPtr(std::move(own));
}

// What the field holds: its one time, and its signatures of the version v1.
struct TV1Field {
  std::optional<std::string_view> time{};
  bool two_times = false;
  std::vector<std::string_view> signatures{};
};

TV1Field split_t_v1(std::string_view value) {
  TV1Field field;
  while (!value.empty()) {
    const auto entry = core::trim(core::take_part(value, ','));
    if (entry.starts_with("t=")) {
      field.two_times |= field.time.has_value();
      field.time = entry.substr(2);
    } else if (entry.starts_with("v1=") && field.signatures.size() < kTV1SignaturesMax) {
      field.signatures.push_back(entry.substr(3));
    }
  }
  return field;
}

core::Result<void> verify_t_v1(const Proof& proof) {
  const auto& own = proof.settings<TV1Settings>();
  const auto* sent = proof.request.header(own.header);
  if (sent == nullptr) return no_proof("the header " + own.header);
  const auto field = split_t_v1(*sent);
  if (!field.time || field.signatures.empty())
    return no_proof("t= and v1= in the header " + own.header);
  // With two of them, the age of one could be checked and the signature of the other.
  if (field.two_times) return bad_proof("t= stands twice");
  if (auto fresh = check_fresh(*field.time, proof.now, false, own.tolerance); !fresh) return fresh;
  const std::string text = std::string(*field.time) + "." + proof.request.body;
  bool same = false;
  for (const auto secret : proof.secrets) {
    const auto expected = core::hmac_sha256(secret, text);
    for (const auto signature : field.signatures) {
      const auto bytes =
          own.encoding == "base64" ? core::from_base64(signature) : core::from_hex(signature);
      same |= bytes && equal_constant_time(expected, *bytes);
    }
  }
  if (!same) return bad_proof("no signature v1 matches time and body");
  return {};
}

}  // namespace

constinit const Scheme kTV1{
    .name = "t_v1", .keys = kTV1Keys, .read = read_t_v1, .verify = verify_t_v1, .reply = {200}};

}  // namespace baton::ingress
