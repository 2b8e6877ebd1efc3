#pragma once

#include "templates/source.hpp"
#include "templates/yaml.hpp"

#include <optional>
#include <string>

// What YAML 1.2 forbids and yaml-cpp lets pass.
namespace baton::templates::yaml {

struct Fault {
  std::string rule;
  std::string message;
  std::size_t offset = 0;
  std::string hint{};
};

// The text as bytes: size, UTF-8, control characters.
std::optional<Fault> check_bytes(std::string_view text);
// Brackets that are open at once, wherever they stand. yaml-cpp keeps a token for each until it
// knows what they are, which a megabyte of them turns into hundreds; no text that a person writes
// leaves as many open.
std::optional<Fault> check_brackets(std::string_view text);
// Document markers and directives.
std::optional<Fault> check_markers(const Source& source);
// A quoted scalar that starts at `offset`: is closed, is followed by something that may follow it,
// and its lines are indented by more than `parent_indent` (-1 at the root).
std::optional<Fault> check_quoted(const Source& source, std::size_t offset, long parent_indent);
// The byte after the closing quote of a scalar that starts at `offset`; npos when there is none.
std::size_t after_quoted(std::string_view text, std::size_t offset);
// A key that came without a value: it has its ":", or is written as "? key".
std::optional<Fault> check_colon(const Source& source, const Node& key);
// The header and the leading blank lines of a block scalar that starts at `offset`.
std::optional<Fault> check_key(const Node& key);
std::optional<Fault> check_block_scalar(const Source& source, std::size_t offset);
// A flow collection that starts at `offset`: commas, dashes, comments and indentation down to its
// closing bracket.
std::optional<Fault> check_flow(const Source& source, std::size_t offset, long parent_indent);

// A quoted scalar of nothing but space over several lines: one line break is a space, more are line
// breaks less one (YAML 1.2 section 6.5). nullopt for any other scalar.
std::optional<std::string> fold_blank(const Source& source, std::size_t offset);

}  // namespace baton::templates::yaml
