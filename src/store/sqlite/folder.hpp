#pragma once

#include <filesystem>

namespace baton::store {

// The folder that a file is in.
inline std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

}  // namespace baton::store
