#include "cel/url_places.hpp"

#include <algorithm>

namespace baton::cel {

namespace {

// RFC 3986 section 2.3.
bool unreserved(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') ||
         std::string_view("-._~").find(letter) != std::string_view::npos;
}

}  // namespace

void UrlReader::literal(std::string_view text) {
  if (place_ == UrlPlace::whole) {
    const auto authority = text.find("://");
    if (authority == std::string_view::npos) return;
    place_ = UrlPlace::authority;
    text.remove_prefix(authority + 3);
  }
  if (place_ == UrlPlace::authority && !text.empty()) place_ = UrlPlace::label;
  if (place_ == UrlPlace::label && text.find('/') != std::string_view::npos)
    place_ = UrlPlace::segment;
  if (text.find('?') != std::string_view::npos) place_ = UrlPlace::query;
}

UrlPlace UrlReader::value() {
  const auto place = place_;
  if (place == UrlPlace::whole) place_ = UrlPlace::segment;
  if (place == UrlPlace::authority) place_ = UrlPlace::label;
  return place;
}

bool is_label(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), [](char letter) {
    return unreserved(letter) && letter != '.' && letter != '~';
  });
}

std::string in_url(std::string_view value, UrlPlace place) {
  if (place == UrlPlace::whole || place == UrlPlace::label) return std::string(value);
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const std::string_view kept = place == UrlPlace::authority ? ":[]" : "";
  std::string out;
  for (const char letter : value) {
    if (unreserved(letter) || kept.find(letter) != std::string_view::npos) {
      out += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    out.append(1, '%').append(1, kDigits[byte >> 4U]).append(1, kDigits[byte & 15U]);
  }
  return out;
}

}  // namespace baton::cel
