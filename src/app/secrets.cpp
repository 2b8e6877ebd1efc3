#include "app/secrets.hpp"

#include "app/files.hpp"
#include "app/problem.hpp"
#include "baton/connectors/sealed.hpp"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace baton::app {

namespace fs = std::filesystem;

void write_secret(const fs::path& path, const std::string& text) {
  const fs::path fresh = path.string() + ".new";
  ::unlink(fresh.c_str());
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written =
      file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!written || ::rename(fresh.c_str(), path.c_str()) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
  }
}

core::Secret seal_key_of(const Config& config) {
  if (config.store != "sqlite") return connectors::new_seal_key();
  const fs::path path = config.data_dir / "secret.key";
  if (!fs::exists(path)) write_secret(path, std::string(connectors::new_seal_key().reveal()));
  if (const auto wrong = secret_file_fault(path); !wrong.empty())
    throw Refused(core::Error{
        core::Errc::denied, path.string() + ": " + wrong, {}, "chmod 600 " + path.string()});
  auto key = read_file(path, connectors::kSealKeyBytes);
  const bool whole = key && key->size() == connectors::kSealKeyBytes &&
                     key->find_first_not_of(key->front()) != std::string::npos;
  if (!whole) {
    throw Refused(core::Error{core::Errc::denied,
                              path.string() + ": expected " +
                                  std::to_string(connectors::kSealKeyBytes) +
                                  " random bytes, a key",
                              {},
                              "restore it from a backup; without it, secrets learned from "
                              "handshakes are lost: delete the file "
                              "to get a new key, and let the vendors make their handshakes again"});
  }
  return core::Secret(*std::move(key));
}

}  // namespace baton::app
