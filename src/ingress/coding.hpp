#pragma once

#include "baton/ingress/webhook.hpp"

#include <string_view>

namespace baton::ingress {

// Where the error of check_coding() says that the mistake is.
inline constexpr std::string_view kCodingField = "content-encoding";

// Errc::unsupported for a body in a coding, such as gzip: nothing here unpacks one, and its bytes
// are not what the sender means.
core::Result<void> check_coding(const Inbound& request);

}  // namespace baton::ingress
