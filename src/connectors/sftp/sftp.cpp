#include "connectors/sftp/sftp.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/result.hpp"
#include "connectors/curl/conversation.hpp"
#include "connectors/sftp/server.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace baton::connectors {

namespace {

using SftpStage = SftpOutcome::Stage;
using What = SftpTask::What;

// libssh2 reads a private key from a file only. This one has no name, and is gone when it is
// closed.
class KeyInMemory {
 public:
  explicit KeyInMemory(const core::Secret& key) {
    if (key.empty()) return;
    file_ = ::memfd_create("ssh-key", MFD_CLOEXEC);
    if (file_ < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
    auto left = key.reveal();
    while (!left.empty()) {
      const auto count = ::write(file_, left.data(), left.size());
      if (count <= 0) throw std::system_error(errno, std::generic_category(), "write");
      left.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  ~KeyInMemory() {
    if (file_ >= 0) ::close(file_);
  }
  KeyInMemory(const KeyInMemory&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_ = -1;
};

// A path as the commands of libcurl take it. One below the home folder is relative there.
std::string curl_quoted(std::string_view path) {
  constexpr std::string_view kHome = "/~/";
  if (path.starts_with(kHome)) path.remove_prefix(kHome.size());
  const auto plain = core::percent_decode(path);
  return '"' + (plain ? *plain : std::string(path)) + '"';
}

// One conversation with a server of files, and what libcurl tells of it while it is under way.
class FileConversation final : public CurlConversation {
 public:
  FileConversation(const SftpTask& task, const std::atomic<bool>& stopped)
      : CurlConversation(task.server.way, "sftp", stopped), task_(task), key_(task.server.key) {
    prepare();
  }

  SftpOutcome hold() {
    return held([this](CURLcode result) { return understand(result); });
  }

 private:
  void prepare();
  void prepare_sign_in();
  void prepare_file();

  static std::size_t read(char* into, std::size_t size, std::size_t count, void* self);
  static std::size_t take(char* bytes, std::size_t size, std::size_t count, void* self);
  static int judge_host(void* self, int type, const char* key, std::size_t size);
  SftpOutcome understand(CURLcode result);

  const SftpTask& task_;
  CurlList commands_{};
  KeyInMemory key_;
  std::size_t sent_ = 0;
  std::string content_{};
  bool too_large_ = false;
  std::string stranger_{};  // the fingerprint of a host key that is not known
};

void FileConversation::prepare() {
  const auto& origin = task_.server.way.origin;
  set(CURLOPT_SSH_HOSTKEYFUNCTION, &judge_host);
  set(CURLOPT_SSH_HOSTKEYDATA, this);
  const auto& path = task_.what == What::put ? task_.part_path : task_.path;
  const auto url = sftp_server_text({origin, path, {}});
  set(CURLOPT_URL, url.c_str());
  prepare_sign_in();
  prepare_file();
}

void FileConversation::prepare_sign_in() {
  const auto& server = task_.server;
  set(CURLOPT_USERNAME, std::string(server.username.reveal()).c_str());
  if (server.key.empty()) {
    set(CURLOPT_SSH_AUTH_TYPES, static_cast<long>(CURLSSH_AUTH_PASSWORD | CURLSSH_AUTH_KEYBOARD));
    set(CURLOPT_PASSWORD, std::string(server.password.reveal()).c_str());
    return;
  }
  set(CURLOPT_SSH_AUTH_TYPES, static_cast<long>(CURLSSH_AUTH_PUBLICKEY));
  set(CURLOPT_SSH_PRIVATE_KEYFILE, key_.path().c_str());
  set(CURLOPT_KEYPASSWD, std::string(server.passphrase.reveal()).c_str());
}

void FileConversation::prepare_file() {
  if (task_.what == What::look) return set(CURLOPT_NOBODY, 1L);
  if (task_.what == What::get) {
    set(CURLOPT_WRITEFUNCTION, &take);
    return set(CURLOPT_WRITEDATA, this);
  }
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, &read);
  set(CURLOPT_READDATA, this);
  set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(task_.content.size()));
  set(CURLOPT_FTP_CREATE_MISSING_DIRS, 1L);
  // Whoever reads the folder sees a whole file or none. Servers do not rename over a file that is
  // there, so that goes first; `*` lets that fail.
  add_text(commands_, "*rm " + curl_quoted(task_.path));
  add_text(commands_, "rename " + curl_quoted(task_.part_path) + " " + curl_quoted(task_.path));
  set(CURLOPT_POSTQUOTE, commands_.get());
}

std::size_t FileConversation::read(char* into, std::size_t size, std::size_t count, void* self) {
  auto& own = *static_cast<FileConversation*>(self);
  const auto part = std::min(size * count, own.task_.content.size() - own.sent_);
  std::memcpy(into, own.task_.content.data() + own.sent_, part);
  own.sent_ += part;
  return part;
}

std::size_t FileConversation::take(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& own = *static_cast<FileConversation*>(self);
  own.too_large_ = own.content_.size() + size * count > own.task_.bytes_max;
  if (own.too_large_) return 0;  // which ends the transfer
  own.content_.append(bytes, size * count);
  return size * count;
}

int FileConversation::judge_host(void* self, int /*type*/, const char* key, std::size_t size) {
  auto& own = *static_cast<FileConversation*>(self);
  const auto shown = fingerprint_of(std::string_view(key, size));
  const auto& known = own.task_.server.host_keys;
  if (std::find(known.begin(), known.end(), shown) != known.end()) return CURLKHMATCH_OK;
  own.stranger_ = shown;
  return CURLKHMATCH_MISMATCH;
}

SftpOutcome FileConversation::understand(CURLcode result) {
  if (result == CURLE_OK) return {SftpStage::done, {}, {}, std::move(content_), {}};
  const auto text = words_of(result);
  const auto ended = [](SftpStage stage, std::string code, std::string words) {
    return SftpOutcome{stage, std::move(code), std::move(words), {}, {}};
  };
  if (!refusal().empty()) return ended(SftpStage::refused, "egress_refused", refusal());
  if (!stranger_.empty())
    return ended(SftpStage::refused, "host_key",
                 "the server shows the host key " + stranger_ + ", which host_key does not name");
  if (too_large_)
    return ended(SftpStage::denied, "too_large",
                 "the file is longer than " + std::to_string(task_.bytes_max) + " bytes");
  switch (result) {
    case CURLE_REMOTE_DISK_FULL: return ended(SftpStage::failed, "disk_full", text);
    case CURLE_LOGIN_DENIED: return ended(SftpStage::refused, "sign_in", text);
    case CURLE_PEER_FAILED_VERIFICATION: return ended(SftpStage::refused, "host_key", text);
    case CURLE_REMOTE_FILE_NOT_FOUND: return ended(SftpStage::denied, "no_file", text);
    case CURLE_REMOTE_ACCESS_DENIED: return ended(SftpStage::denied, "access_denied", text);
    // What is at the path cannot be replaced, such as a folder.
    case CURLE_QUOTE_ERROR: return ended(SftpStage::denied, "not_replaced", text);
    default: return ended(SftpStage::failed, code_of_failure(result), text);
  }
}

}  // namespace

SftpOutcome converse(const SftpTask& task, const std::atomic<bool>& stopped) {
  return FileConversation(task, stopped).hold();
}

}  // namespace baton::connectors
