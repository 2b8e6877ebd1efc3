#pragma once

#include <string>
#include <string_view>

// Media types, as the field Content-Type names them (RFC 9110 section 8.3). Pure; any thread.
namespace baton::formats {

// The media type without its parameters, in lower case:
// "Application/JSON; charset=utf-8" is "application/json".
std::string media_type(std::string_view content_type);
// True for application/json, text/json and every type that ends in +json (RFC 6839 section 3.1), as
// media_type() writes them.
bool is_json(std::string_view media_type);
// True for text/xml, application/xml and every type that ends in +xml (RFC 7303 section 4.2).
bool is_xml(std::string_view media_type);
// True for the types by which YAML is known; RFC 9512 names application/yaml.
bool is_yaml(std::string_view media_type);

// True if no charset is named, or if it is UTF-8 or US-ASCII, which is a part of UTF-8.
bool is_utf8_charset(std::string_view content_type);
// True if the charset is ISO 8859-1.
bool is_latin1_charset(std::string_view content_type);

// True if a Content-Encoding names no coding. In a coding such as gzip the bytes of a body are not
// what the sender means.
bool is_uncoded(std::string_view content_encoding);

// Text of ISO 8859-1 as UTF-8. Each byte is the code point of that number.
std::string utf8_from_latin1(std::string_view bytes);

}  // namespace baton::formats
