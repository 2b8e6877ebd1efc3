#pragma once

#include <string>
#include <string_view>

namespace baton::templates {

// True if the text has a format of JSON Schema ("email", "uri", "date", …); true for formats that
// are not known.
bool has_format(std::string_view text, std::string_view format);
// "an e-mail address, as ana@example.com": for messages.
std::string format_described(std::string_view format);
// True if a part of the text matches the regular expression; true for one that cannot be read.
bool has_pattern(const std::string& text, const std::string& pattern);

}  // namespace baton::templates
