#pragma once

#include "baton/formats/yaml.hpp"
#include "formats/yaml/fault.hpp"

#include <optional>
#include <string_view>

// What a text must be before yaml-cpp scans it.
namespace baton::formats::yaml {

// The text as bytes: size, UTF-8, control characters.
std::optional<Fault> check_bytes(std::string_view text, const Options& options);
// Brackets that are open at once, wherever they stand. yaml-cpp keeps a token for each until it
// knows what they are, which a megabyte of them turns into hundreds; no text that a person writes
// leaves as many open.
std::optional<Fault> check_brackets(std::string_view text);
// Document markers and directives.
std::optional<Fault> check_markers(const Source& source);

}  // namespace baton::formats::yaml
