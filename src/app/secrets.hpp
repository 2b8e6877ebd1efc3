#pragma once

#include "app/config.hpp"
#include "baton/core/secret.hpp"

#include <filesystem>
#include <string>

// Files that hold secrets, and the secrets of the data folder.
namespace baton::app {

// Writes a file that only its owner may read, from the first moment on. An older file is replaced
// as a whole. Throws std::system_error.
void write_secret(const std::filesystem::path& path, const std::string& text);

// The key that encrypts secrets in the store, made when there is none yet. It is kept in a file
// beside the database, so that a copy of the database alone gives no secret away. Throws Refused
// when the file cannot be used.
core::Secret seal_key_of(const Config& config);

}  // namespace baton::app
