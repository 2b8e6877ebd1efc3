#include "app/shipped.hpp"

namespace baton::app {

std::string_view shipped_text(std::string_view path) {
  for (const ShippedFile& file : shipped_files()) {
    if (file.path == path) return file.text;
  }
  return {};
}

std::string event_schema_path(std::string_view family) {
  return "schema/events/" + std::string(family) + ".schema.json";
}

}  // namespace baton::app
