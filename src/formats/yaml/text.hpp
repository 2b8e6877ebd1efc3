#pragma once

#include "baton/formats/yaml.hpp"
#include "formats/yaml/fault.hpp"

#include <optional>
#include <string_view>

// Checks of a text before yaml-cpp scans it.
namespace baton::formats::yaml {

// The text must not be too long, must be UTF-8 and must hold no control characters.
std::optional<Fault> check_bytes(std::string_view text, const Options& options);
// At most kYamlDepthMax brackets may be open at once, wherever they stand. yaml-cpp keeps a token
// for each open bracket, so that a megabyte of them would take hundreds of megabytes of memory. No
// text that a person writes leaves as many open.
std::optional<Fault> check_brackets(std::string_view text);
// Document markers ("---", "...") and directives ("%") must stand where YAML has them.
std::optional<Fault> check_markers(const Source& source);

}  // namespace baton::formats::yaml
