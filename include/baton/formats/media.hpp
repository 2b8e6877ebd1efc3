#pragma once

#include <string>
#include <string_view>

namespace baton::formats {

// "Application/JSON; charset=utf-8" → "application/json".
std::string media_type(std::string_view content_type);
// application/json, text/json and every +json (RFC 6839).
bool is_json(std::string_view media_type);
bool is_xml(std::string_view media_type);
// True when no charset is named, or UTF-8 or its subset US-ASCII is.
bool is_utf8_charset(std::string_view content_type);
// ISO 8859-1, of which every byte is the character of that number.
bool is_latin1_charset(std::string_view content_type);
std::string utf8_from_latin1(std::string_view bytes);

}  // namespace baton::formats
