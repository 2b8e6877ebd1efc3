#pragma once

#include "baton/core/secret.hpp"
#include "connectors/curl/way.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

// One file over SFTP (SSH File Transfer Protocol, version 3), by libcurl. It blocks the thread that
// it is on.
namespace baton::connectors {

// Where files are, how the host is known, and how a connection signs in there.
struct SftpServer {
  CurlWay way{};
  // The fingerprints of the host keys that are trusted; another key ends the conversation before
  // anything is said.
  std::vector<std::string> host_keys{};
  // The account.
  core::Secret username{};
  // Its password; empty: it signs in with a key.
  core::Secret password{};
  // Its private key, and what that is encrypted with.
  core::Secret key{};
  core::Secret passphrase{};
};

// What is to be done with one file.
struct SftpTask {
  // `put` writes the file, `get` reads it, and `look` signs in and reads nothing.
  enum class What { put, get, look };
  SftpServer server{};
  What what = What::look;
  // Its path, as sftp_path() gives it.
  std::string path{};
  // Of `put`, the content, and the path under which it is written before it is put in its place.
  std::string content{};
  std::string part_path{};
  // Of `get`, the most bytes that are read.
  std::size_t bytes_max = 0;
};

// What came of a task.
struct SftpOutcome {
  // What it means.
  enum class Stage {
    // It is done.
    done,
    // We refused to go on, or the server did not let us in: the egress guard, the host key, or the
    // credentials. Another try ends in the same way until somebody changes that.
    refused,
    // The server said no to this file.
    denied,
    // It may work later. The file is as it was, or is written whole.
    failed,
  };
  Stage stage = Stage::failed;
  // "no_file", "access_denied", "too_large", "host_key", "sign_in", "egress_refused", "resolve",
  // "connect", "timeout", "disk_full", "stopped" or "closed".
  std::string code{};
  // What happened, for people.
  std::string message{};
  // Of `get`, the content.
  std::string content{};
  // How long it took.
  std::chrono::milliseconds took{};
};

// Performs a task. It ends early, with the code "stopped", within a second of `stopped` becoming
// true.
SftpOutcome converse(const SftpTask& task, const std::atomic<bool>& stopped);

}  // namespace baton::connectors
