#include "baton/formats/media.hpp"

#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"

namespace baton::formats {

std::string media_type(std::string_view content_type) {
  return core::lower(core::trim(content_type.substr(0, content_type.find(';'))));
}

bool is_json(std::string_view media_type) {
  return media_type == "application/json" || media_type == "text/json" ||
         media_type.ends_with("+json");
}

bool is_xml(std::string_view media_type) {
  return media_type == "text/xml" || media_type == "application/xml" ||
         media_type.ends_with("+xml");
}

bool is_yaml(std::string_view media_type) {
  return media_type == "application/yaml" || media_type == "text/yaml" ||
         media_type == "application/x-yaml" || media_type == "text/x-yaml";
}

bool is_uncoded(std::string_view content_encoding) {
  return content_encoding.empty() || core::same_no_case(content_encoding, "identity");
}

namespace {

// The charset that is named, in lower case and without quotes; empty if none is named.
std::string charset_of(std::string_view content_type) {
  const auto lowered = core::lower(content_type);
  const auto at = lowered.find("charset=");
  if (at == std::string::npos) return {};
  std::string_view charset = std::string_view(lowered).substr(at + 8);
  charset = core::trim(charset.substr(0, charset.find(';')));
  if (charset.size() >= 2 && charset.front() == '"' && charset.back() == '"')
    charset = charset.substr(1, charset.size() - 2);
  return std::string(charset);
}

}  // namespace

bool is_utf8_charset(std::string_view content_type) {
  const auto charset = charset_of(content_type);
  return charset.empty() || charset == "utf-8" || charset == "utf8" || charset == "us-ascii";
}

bool is_latin1_charset(std::string_view content_type) {
  const auto charset = charset_of(content_type);
  return charset == "iso-8859-1" || charset == "latin1" || charset == "iso8859-1";
}

std::string utf8_from_latin1(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (const char byte : bytes) core::utf8::append(out, static_cast<unsigned char>(byte));
  return out;
}

}  // namespace baton::formats
