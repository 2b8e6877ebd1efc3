#pragma once

#include "baton/formats/yaml.hpp"
#include "formats/yaml/fault.hpp"

#include <optional>
#include <string>

// What YAML 1.2 forbids and yaml-cpp lets pass.
namespace baton::formats::yaml {

// A quoted scalar that starts at `offset`: is closed, is followed by something that may follow it,
// and its lines are indented by more than `parent_indent` (-1 at the root).
std::optional<Fault> check_quoted(const Source& source, std::size_t offset, long parent_indent);
// The byte after the closing quote of a scalar that starts at `offset`; npos when there is none.
std::size_t after_quoted(std::string_view text, std::size_t offset);
// A key that came without a value: it has its ":", or is written as "? key".
std::optional<Fault> check_colon(const Source& source, const Node& key);
// What a key may not be: a merge, or a text with characters that nobody sees.
std::optional<Fault> check_key(const Node& key);
// The header and the leading blank lines of a block scalar that starts at `offset`.
std::optional<Fault> check_block_scalar(const Source& source, std::size_t offset);
// A quoted scalar of nothing but space over several lines: one line break is a space, more are line
// breaks less one (YAML 1.2 section 6.5). nullopt for any other scalar.
std::optional<std::string> fold_blank(const Source& source, std::size_t offset);

}  // namespace baton::formats::yaml
