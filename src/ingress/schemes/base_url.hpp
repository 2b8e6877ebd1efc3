#pragma once

#include "ingress/schemes/scheme.hpp"

namespace baton::ingress {

// Reads the setting public_url, which is the address that the vendor uses, into `url`, without a
// slash at its end.
inline void take_base_url(const SchemeSettings& settings, std::string& url) {
  take(settings, "public_url", url);
  while (url.ends_with('/')) url.pop_back();
}

}  // namespace baton::ingress
