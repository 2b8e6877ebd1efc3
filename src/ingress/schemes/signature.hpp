#pragma once

#include "ingress/schemes/scheme.hpp"

#include <string_view>

namespace baton::ingress {

// The form in which a vendor sends an HMAC-SHA256 signature in a header field.
struct Signature {
  // The name of the header field.
  std::string_view header;
  // The text before the signature: "sha256=".
  std::string_view prefix{};
  // True: the signature is in base64. False: it is in hexadecimal digits, in upper or lower case.
  bool base64 = false;
};

// Verifies that the header field holds the HMAC-SHA256 of `text` under one of the secrets. Pure;
// any thread.
core::Result<void> verify_signature(const Proof& proof, const Signature& expected,
                                    std::string_view text);

// Verifies X-Hub-Signature-256 over the body (docs.github.com, Validating webhook deliveries;
// developers.facebook.com, Webhooks getting started). The older header field with SHA-1 is ignored.
core::Result<void> verify_hub_256(const Proof& proof);

}  // namespace baton::ingress
