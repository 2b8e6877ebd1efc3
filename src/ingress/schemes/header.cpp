#include "ingress/schemes/shared_key.hpp"

// A key in a header field, for senders that cannot sign: named credentials of Salesforce, scripts
// of ServiceNow and others.
namespace baton::ingress {

namespace {

struct HeaderSettings final : OwnSettings {
  std::string header{};  // the name of the field that carries the key
};

constexpr std::array<SchemeKey, 1> kHeaderKeys{{{"header"}}};

core::Result<OwnSettingsPtr> read_header(const HookOptions& options) {
  auto own = std::make_shared<HeaderSettings>();
  take(options.settings, "header", own->header);
  if (own->header.empty()) return missing_setting("header", "header");
  return OwnSettingsPtr(std::move(own));
}

core::Result<void> verify_header(const Proof& proof) {
  const auto& header = proof.settings<HeaderSettings>().header;
  const auto* field = proof.request.header(header);
  if (field == nullptr) return no_proof("the header " + header);
  if (!is_known(proof, *field)) return bad_proof("the key in " + header + " is another");
  return {};
}

}  // namespace

constinit const Scheme kHeader{.name = "header",
                               .keys = kHeaderKeys,
                               .read = read_header,
                               .verify = verify_header,
                               .reply = {200}};

}  // namespace baton::ingress
