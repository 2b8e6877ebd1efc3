#pragma once

#include <optional>
#include <string>
#include <string_view>

// Names of domains in letters of any alphabet. Pure; any thread.
namespace baton::connectors {

// The name of a domain in ASCII, as the domain name system has it: a label with other letters
// becomes xn-- and its Punycode (RFC 3492), and the others stay. Nullopt for a text that is not
// UTF-8, for a label that becomes longer than 63 bytes, and for characters that stand in no name,
// such as a sign, a space, or an accent that follows its letter.
std::optional<std::string> ascii_domain(std::string_view domain);

}  // namespace baton::connectors
