#pragma once

#include "formats/yaml/builder.hpp"

#include <string_view>

namespace baton::formats::yaml {

// Reads the plain part of YAML, of which nearly all files consist, many times as fast as yaml-cpp:
// mappings and lists in lines or in brackets, and scalars without tags, anchors or rare escapes.
// Tells the builder what the text says, as yaml-cpp would. Returns false at the first thing that is
// not plain, or is no YAML; what the builder has heard is void then. The builder may throw Stop.
bool tell_plain(std::string_view text, Builder& builder);

}  // namespace baton::formats::yaml
