#pragma once

#include <optional>
#include <string>
#include <string_view>

// Bytes as text and back. Pure; any thread.
namespace baton::core {

// The value of a hexadecimal digit of either case; -1 when it is none.
int hex_value(char letter);
std::string to_hex(std::string_view bytes);  // lower case
// Two digits a byte, of either case; nothing when one of them is none.
std::optional<std::string> from_hex(std::string_view text);

// RFC 4648 section 4. `strict` text is padded, without white space, and its last bits are zero, so
// that each value has one text. Text that is not strict may lack its padding and have such bits.
enum class Base64 { strict, lenient };
std::string to_base64(std::string_view bytes);  // padded
std::optional<std::string> from_base64(std::string_view text, Base64 form = Base64::strict);
// Section 5, without padding; strict.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

// RFC 3986 section 2.3: stands for itself wherever it is in a URI.
bool is_unreserved(char letter);
// Everything but unreserved characters and those in `keep` is escaped: the result is one path
// segment, or one query value, and nothing else.
std::string percent_encode(std::string_view text, std::string_view keep = {});
// Nothing when an escape is cut short or no hex. `plus`: '+' is a space, as in forms.
std::optional<std::string> percent_decode(std::string_view text, bool plus = false);

}  // namespace baton::core
