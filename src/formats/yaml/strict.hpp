#pragma once

#include "baton/formats/yaml.hpp"
#include "formats/yaml/fault.hpp"

#include <optional>
#include <string>

// Checks for what YAML 1.2 forbids and yaml-cpp lets pass. Offsets are in bytes.
namespace baton::formats::yaml {

// A quoted scalar that starts at `offset` must be closed, must be followed by something that may
// follow it, and its lines must be indented by more than `parent_indent` (-1 at the root).
std::optional<Fault> check_quoted(const Source& source, std::size_t offset, long parent_indent);
// The offset behind the closing quote of a scalar that starts at `offset`; npos if there is none.
std::size_t after_quoted(std::string_view text, std::size_t offset);
// yaml-cpp takes `\'` in the scalar in double quotes at `offset`, which is no escape of YAML 1.2.
std::optional<Fault> check_escapes(const Source& source, std::size_t offset);
// A key without a value must have its ":", or be written as "? key".
std::optional<Fault> check_colon(const Source& source, const Node& key);
// A key must not be a merge ("<<"), nor hold characters that nobody sees.
std::optional<Fault> check_key(const Node& key);
// The header of a block scalar that starts at `offset` and its leading blank lines must be well
// formed.
std::optional<Fault> check_block_scalar(const Source& source, std::size_t offset);
// With how many line breaks the text of the quoted scalar at `offset` ends, whose last lines hold
// nothing; nullopt for one that ends otherwise. yaml-cpp leaves all of them but one out.
std::optional<std::size_t> last_breaks(const Source& source, std::size_t offset);
// With how many line breaks the folded scalar at `offset` ends whose "+" keeps all of them; nullopt
// for one without "+". yaml-cpp leaves one of them out where blank lines follow the text.
std::optional<std::size_t> kept_breaks(const Source& source, std::size_t offset,
                                       long parent_indent);
// The value of a quoted scalar that holds nothing but white space over several lines: a space for
// one line break, and one break less than written for more (YAML 1.2 section 6.5). nullopt for any
// other scalar.
std::optional<std::string> fold_blank(const Source& source, std::size_t offset);

}  // namespace baton::formats::yaml
