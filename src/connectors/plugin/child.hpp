#pragma once

#include "baton/core/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace baton::connectors {

// How the program of a connector is started.
struct Program {
  // The program and its arguments. A name without a slash is looked for in PATH.
  std::vector<std::string> command{};
  // The folder in which it runs.
  std::filesystem::path folder{};
  // The most memory that it may ask for, in MiB; zero: as much as there is.
  std::size_t memory_mib = 0;

  bool operator==(const Program&) const = default;
};

// A program that runs as a child of this process, in a process group of its own.
struct Child {
  pid_t pid = -1;
  // Readable once it has ended.
  int pidfd = -1;
  // Its standard input, output and error. They do not block.
  int in = -1;
  int out = -1;
  int err = -1;
};

// Starts a program. Its environment has PATH, HOME, LANG and TZ of this process and nothing else,
// so that no secret of the server reaches it, and it has no other open file of this process. It
// makes no core dump and is killed when the thread that starts it ends. Errors: there is no such
// program, or the system has no room for it.
core::Result<Child> start_child(const Program& program);

}  // namespace baton::connectors
