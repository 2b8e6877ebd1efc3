#include "app/secrets.hpp"

#include "app/files.hpp"
#include "app/problem.hpp"
#include "baton/connectors/sealed.hpp"
#include "baton/telemetry/log.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace baton::app {

namespace fs = std::filesystem;

namespace {

// Makes a renaming in the folder of a file durable.
void sync_folder_of(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = opened >= 0 && ::fsync(opened) == 0;
  const int why = errno;
  if (opened >= 0) ::close(opened);
  if (!synced)
    throw std::system_error(why, std::generic_category(), "cannot write " + folder.string());
}

// True for a file that is mounted by itself, as containers have them: no other one can take its
// place.
bool is_a_mount(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  struct statx of_file {};
  struct statx of_folder {};
  return ::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_MNT_ID, &of_file) == 0 &&
         ::statx(AT_FDCWD, folder.c_str(), 0, STATX_MNT_ID, &of_folder) == 0 &&
         of_file.stx_mnt_id != of_folder.stx_mnt_id;
}

// Reads a key from its file. Returns what is wrong with the file; nullopt if nothing is.
std::optional<core::Error> read_key(const fs::path& path, core::Secret& key) {
  if (const auto wrong = secret_file_fault(path); !wrong.empty())
    return core::Error{
        core::Errc::denied, path.string() + ": " + wrong, {}, "chmod 600 " + path.string()};
  auto text = read_file(path, connectors::kSealKeyBytes);
  if (!text && text.error().code == core::Errc::not_found)
    return core::Error{
        core::Errc::denied, "there is no key file " + path.string(), {}, "baton secrets init"};
  const bool whole = text && text->size() == connectors::kSealKeyBytes &&
                     text->find_first_not_of(text->front()) != std::string::npos;
  if (!whole)
    return core::Error{
        core::Errc::denied,
        path.string() + ": expected " + std::to_string(connectors::kSealKeyBytes) +
            " random bytes, a key",
        {},
        "restore it from a backup; without it, what was encrypted with it is lost: "
        "delete the file to get a new key, set the secrets again, and let the vendors "
        "make their handshakes again"};
  key = core::Secret(*std::move(text));
  return std::nullopt;
}

}  // namespace

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
  sync_folder_of(path);
}

fs::path key_file_of(const Config& config) {
  return config.secret_key_file.empty() ? config.data_dir / "secret.key"
                                        : fs::path(config.secret_key_file);
}

void make_key_file(const Config& config) {
  const auto path = key_file_of(config);
  std::error_code failed;
  if (fs::exists(fs::symlink_status(path, failed)))
    throw Refused(core::Error{core::Errc::conflict,
                              path.string() + " is there already",
                              {},
                              "baton secrets rotate-key makes a new key and keeps the secrets"});
  try {
    write_secret(path, std::string(connectors::new_seal_key().reveal()));
  } catch (const std::system_error& problem) {
    throw Refused(core::Error{core::Errc::denied,
                              problem.what(),
                              {},
                              "run it as the user that runs baton, who must own the folder"});
  }
}

connectors::SecretKey secret_key_of(const Config& config) {
  connectors::SecretKey key;
  if (config.store != "sqlite") {
    key.bytes = connectors::new_seal_key();
    key.path = "memory";
    return key;
  }
  const auto path = key_file_of(config);
  key.path = path.string();
  const bool own = config.secret_key_file.empty();
  if (own && !fs::exists(path)) make_key_file(config);
  auto wrong = read_key(path, key.bytes);
  if (wrong && own) throw Refused(*wrong);
  if (wrong) {
    key.missing = wrong->message;
    spdlog::error("secrets cannot be opened: {}; {}", wrong->message, wrong->hint);
  }
  const fs::path next = key.path + ".next";
  std::error_code failed;
  if (fs::exists(next, failed)) read_key(next, key.next);
  key.write_next = [next, path](const core::Secret& fresh) {
    if (is_a_mount(path))
      throw std::system_error(EBUSY, std::generic_category(), "cannot replace " + path.string());
    write_secret(next, std::string(fresh.reveal()));
  };
  key.use_next = [next, path] {
    if (::rename(next.c_str(), path.c_str()) != 0)
      throw std::system_error(errno, std::generic_category(), "cannot replace " + path.string());
    sync_folder_of(path);
  };
  return key;
}

}  // namespace baton::app
