#pragma once

#include "baton/ingress/webhook.hpp"

namespace baton::ingress {

// Errc::unsupported for a body in a coding, such as gzip: nothing here unpacks one, and its bytes
// are not what the sender means.
core::Result<void> check_coding(const Inbound& request);

}  // namespace baton::ingress
