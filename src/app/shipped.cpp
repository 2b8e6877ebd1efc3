#include "app/shipped.hpp"

namespace baton::app {

std::string_view shipped_text(std::string_view path) {
  for (const ShippedFile& file : shipped_files()) {
    if (file.path == path) return file.text;
  }
  return {};
}

}  // namespace baton::app
