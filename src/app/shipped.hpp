#pragma once

#include <span>
#include <string>
#include <string_view>

namespace baton::app {

// A file of the default configuration, which the program carries inside.
struct ShippedFile {
  // Its path below the configuration folder, such as "connectors/jira.yaml".
  std::string_view path;
  std::string_view text;
};

// Every file of the repository's folder config/ but those in ops/, sorted by path. room.cmake makes
// this table.
std::span<const ShippedFile> shipped_files();
// The text of one of them; empty when there is no such file.
std::string_view shipped_text(std::string_view path);
// The path of the JSON Schema of a family of events: "schema/events/ticket.schema.json".
std::string event_schema_path(std::string_view family);

}  // namespace baton::app
