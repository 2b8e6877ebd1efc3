#include "cel/url_places.hpp"

#include "baton/core/encoding.hpp"

#include <algorithm>

namespace baton::cel {

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
    return core::is_unreserved(letter) && letter != '.' && letter != '~';
  });
}

std::string in_url(std::string_view value, UrlPlace place) {
  if (place == UrlPlace::whole || place == UrlPlace::label) return std::string(value);
  return core::percent_encode(value, place == UrlPlace::authority ? ":[]" : "");
}

}  // namespace baton::cel
