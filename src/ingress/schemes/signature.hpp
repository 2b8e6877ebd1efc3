#pragma once

#include "ingress/schemes/scheme.hpp"

#include <string_view>

namespace baton::ingress {

// A signature as vendors send it: HMAC-SHA256 in a header field.
struct Signature {
  std::string_view header;
  std::string_view prefix{};
  bool base64 = false;  // false: hexadecimal, in either case
};

// Holds the field's signature to HMAC-SHA256 of `text` under each secret.
core::Result<void> verify_signature(const Proof& proof, const Signature& expected,
                                    std::string_view text);

// X-Hub-Signature-256 over the body (docs.github.com, Validating webhook deliveries;
// developers.facebook.com, Webhooks getting started). The older sha1 header is not looked at.
core::Result<void> verify_hub_256(const Proof& proof);

}  // namespace baton::ingress
