#pragma once

#include <string>
#include <string_view>
#include <vector>

// The formats of texts that a JSON Schema may name.
namespace baton::formats {

// Their names, sorted.
const std::vector<std::string>& text_formats();
// Whether a text is of the format; of one that is none of them, every text is.
bool has_text_format(std::string_view text, std::string_view format);
// "an e-mail address, as ana@example.com".
std::string text_format_described(std::string_view format);

}  // namespace baton::formats
