#pragma once

#include "baton/formats/egress.hpp"
#include "baton/ingress/webhook.hpp"

#include <memory>
#include <string>
#include <vector>

namespace baton::ingress {

// Who may send through a webhook at all, besides the proof that its scheme asks for: from which
// addresses, and with which client certificates. It never changes; any thread.
class SenderRules {
 public:
  // Reads `allow_ips`, `client_cert_sha256` and `client_cert_subjects`. Null if none of them is
  // set. An empty list, and an entry that is none, are Errc::invalid with the setting in `where`.
  static core::Result<std::shared_ptr<const SenderRules>> make(const SchemeSettings& settings);

  // Errc::denied with "address" in `where` when the client's address is not in the list, and with
  // "certificate" when its certificate is missing, is not listed, or is not good at `now`. Neither
  // message quotes the request.
  core::Result<void> check(const Inbound& request, core::Time now) const;

 private:
  core::Result<void> check_certificate(const Inbound& request, core::Time now) const;

  std::vector<formats::Network> networks_{};
  std::vector<std::string> digests_{};   // in lower-case hexadecimal digits
  std::vector<std::string> subjects_{};  // a subject, or "DNS:" and a name in lower case
};

}  // namespace baton::ingress
