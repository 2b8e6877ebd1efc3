#pragma once

#include <string>
#include <string_view>
#include <vector>

// The formats of texts that a JSON Schema may name under `format`.
namespace baton::formats {

// Their names, sorted.
const std::vector<std::string>& text_formats();
// True if the text is of the format. Every text is of a format that is not among them.
bool has_text_format(std::string_view text, std::string_view format);
// The format in words, "an e-mail address, as ana@example.com".
std::string text_format_described(std::string_view format);

}  // namespace baton::formats
