#pragma once

#include "baton/core/encoding.hpp"

#include <string>

namespace baton::tests {

// A certificate in DER that signs itself: CN=events.example.com,O=Example\\, Inc.,C=FR, with the
// DNS name Events.example.com, good from the beginning of 2026 to that of 2036.
inline std::string certificate_der() {
  return core::from_base64(
             "MIIBmzCCAUCgAwIBAgIBBzAKBggqhkjOPQQDAjBCMQswCQYDVQQGEwJGUjEWMBQGA1UECgwNRXhhbXBs"
             "ZSwgSW5jLjEbMBkGA1UEAwwSZXZlbnRzLmV4YW1wbGUuY29tMB4XDTI2MDEwMTAwMDAwMFoXDTM2MDEw"
             "MTAwMDAwMFowQjELMAkGA1UEBhMCRlIxFjAUBgNVBAoMDUV4YW1wbGUsIEluYy4xGzAZBgNVBAMMEmV2"
             "ZW50cy5leGFtcGxlLmNvbTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABObACpdluaB3E8319sLVuFBl"
             "EXYgbXjPeB3kA14Ek4VEDcwlNLkY45rfSNOCqLTzn+5UApf0OZN7+Y/M8lW73xWjJzAlMCMGA1UdEQQc"
             "MBqCEkV2ZW50cy5leGFtcGxlLmNvbYcEywBxBzAKBggqhkjOPQQDAgNJADBGAiEAjRvY5uXZBbaSpGOH"
             "RVFaNRUOVtsj/ZuDYWgxre797+sCIQCy3e4PVxSVI28XHKwPDU1QT9KzLla5EdnLaUCffd/yGA==")
      .value();
}
inline constexpr auto kCertificateDigest =
    "7e051a5c22bd89d0922706c1cb0eee58f5414db425e48c1ee74822f4ef027dc2";

}  // namespace baton::tests
