#pragma once

#include "app/config.hpp"
#include "baton/connectors/secret_store.hpp"

#include <filesystem>
#include <string>

// Files that hold secrets, and the secrets of the data folder.
namespace baton::app {

// Writes a file that only its owner may read, from the first moment on. An older file is replaced
// as a whole. Throws std::system_error.
void write_secret(const std::filesystem::path& path, const std::string& text);

// The file with the key that encrypts secrets in the store: the setting secrets.key_file, or
// secret.key in the data folder.
std::filesystem::path key_file_of(const Config& config);

// Makes that file with a new key. Throws Refused when it is there already or cannot be written.
void make_key_file(const Config& config);

// The key, which is kept apart from the database, so that a copy of the database alone gives no
// secret away. The file in the data folder is made when there is none yet, and Refused is thrown
// when it cannot be used. When a file that the setting names cannot be used, the key says why:
// secrets are then held, and everything else goes on.
connectors::SecretKey secret_key_of(const Config& config);

}  // namespace baton::app
