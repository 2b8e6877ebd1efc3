#include "baton/core/http_fields.hpp"

#include <algorithm>
#include <array>

namespace baton::core {

namespace {

char plain(char letter) {
  if (letter == '_') return '-';
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

bool is_own_field(std::string_view name) {
  static constexpr std::array<std::string_view, 18> kOwn{"host",
                                                         "content-length",
                                                         "transfer-encoding",
                                                         "connection",
                                                         "upgrade",
                                                         "te",
                                                         "trailer",
                                                         "expect",
                                                         "authorization",
                                                         "content-encoding",
                                                         "keep-alive",
                                                         "cookie",
                                                         "cookie2",
                                                         "proxy-authorization",
                                                         "proxy-connection",
                                                         "user-agent",
                                                         "accept-encoding",
                                                         "http2-settings"};
  return std::any_of(kOwn.begin(), kOwn.end(), [name](std::string_view own) {
    return std::equal(own.begin(), own.end(), name.begin(), name.end(),
                      [](char left, char right) { return left == plain(right); });
  });
}

}  // namespace baton::core
