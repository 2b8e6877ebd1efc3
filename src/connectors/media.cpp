#include "connectors/media.hpp"

#include "connectors/uri.hpp"

namespace baton::connectors {

std::string media_type(std::string_view content_type) { return lower(trim(content_type.substr(0, content_type.find(';')))); }

bool is_json(std::string_view media_type) {
  return media_type == "application/json" || media_type == "text/json" || media_type.ends_with("+json");
}

bool is_xml(std::string_view media_type) {
  return media_type == "text/xml" || media_type == "application/xml" || media_type.ends_with("+xml");
}

bool is_utf8_charset(std::string_view content_type) {
  const auto lowered = lower(content_type);
  const auto at = lowered.find("charset=");
  if (at == std::string::npos) return true;
  std::string_view charset = std::string_view(lowered).substr(at + 8);
  charset = trim(charset.substr(0, charset.find(';')));
  if (charset.size() >= 2 && charset.front() == '"' && charset.back() == '"') charset = charset.substr(1, charset.size() - 2);
  return charset == "utf-8" || charset == "utf8" || charset == "us-ascii";
}

}  // namespace baton::connectors
