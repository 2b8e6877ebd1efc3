#include "baton/formats/http_fields.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <array>

namespace baton::formats {

namespace {

char plain(char letter) { return letter == '_' ? '-' : core::lower(letter); }

}  // namespace

const std::string* find_header(const Headers& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto& field) {
    return core::same_no_case(field.first, name);
  });
  return found == headers.end() ? nullptr : &found->second;
}

bool is_field_name(std::string_view name) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || kMarks.find(letter) != std::string_view::npos;
  });
}

bool is_own_field(std::string_view name) {
  static constexpr std::array<std::string_view, 19> kOwn{"host",
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
                                                         "http2-settings",
                                                         "traceparent"};
  return std::any_of(kOwn.begin(), kOwn.end(), [name](std::string_view own) {
    return std::equal(own.begin(), own.end(), name.begin(), name.end(),
                      [](char left, char right) { return left == plain(right); });
  });
}

}  // namespace baton::formats
