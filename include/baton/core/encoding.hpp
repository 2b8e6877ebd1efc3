#pragma once

#include <optional>
#include <string>
#include <string_view>

// Bytes written as text, and read back. Pure; any thread.
namespace baton::core {

// The value, 0 to 15, of a hexadecimal digit of either case; -1 for any other character.
int hex_value(char letter);

// True for a UUID: groups of 8, 4, 4, 4 and 12 hexadecimal digits (RFC 9562 section 4).
bool is_uuid(std::string_view text);

// Two lower-case hexadecimal digits for each byte.
std::string to_hex(std::string_view bytes);

// The bytes that pairs of hexadecimal digits of either case stand for; nullopt if the number of
// characters is odd or one of them is no digit.
std::optional<std::string> from_hex(std::string_view text);

// How from_base64() reads. `strict`: padding is required and the unused bits of the last character
// are zero, so that only one text stands for each value. `lenient`: padding may be missing and
// those bits may be set. White space is refused by both.
enum class Base64 { strict, lenient };

// RFC 4648 section 4, with padding.
std::string to_base64(std::string_view bytes);

// Reads RFC 4648 section 4; nullopt if the text does not have the form that is asked for.
std::optional<std::string> from_base64(std::string_view text, Base64 form = Base64::strict);

// RFC 4648 section 5, the alphabet for URLs and file names, without padding.
std::string to_base64url(std::string_view bytes);

// Reads what to_base64url() writes, strictly; nullopt for any other text.
std::optional<std::string> from_base64url(std::string_view text);

// True for the characters that stand for themselves anywhere in a URI (RFC 3986 section 2.3).
bool is_unreserved(char letter);

// Writes every byte as "%XX", except unreserved characters and those in `keep`. With an empty
// `keep` the result is exactly one path segment or one query value, whatever `text` holds.
std::string percent_encode(std::string_view text, std::string_view keep = {});

// The text with each "%XX" replaced by its byte; nullopt if an escape is cut short or its digits
// are not hexadecimal. With `plus`, '+' is read as a space, as HTML forms write it.
std::optional<std::string> percent_decode(std::string_view text, bool plus = false);

}  // namespace baton::core
