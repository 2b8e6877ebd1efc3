#include "baton/formats/media.hpp"

#include "baton/core/text.hpp"

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

namespace {

// Lower case, without quotes; empty when none is named.
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
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    if (value < 0x80) {
      out += byte;
    } else {
      out += static_cast<char>(0xc0U | value >> 6U);
      out += static_cast<char>(0x80U | (value & 0x3fU));
    }
  }
  return out;
}

}  // namespace baton::formats
