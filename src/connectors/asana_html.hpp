#pragma once

#include <optional>
#include <string>
#include <string_view>

// Rich text, which `html_notes` of Asana take: developers.asana.com/docs/rich-text. Pure; any
// thread.
namespace baton::connectors {

// Makes such text of a plain one that has lines of a context, "why: Won against Initech", whose
// names become bold. What is read is the same text, byte for byte: markup in it is none, and line
// breaks stay. <body> and <strong> are the only tags.
//
// nullopt if no line is one of a context, so that there is nothing to mark, and if the text has
// what XML cannot hold, as control characters and bytes that are no UTF-8. It then goes as it is.
std::optional<std::string> asana_html(std::string_view text);

}  // namespace baton::connectors
