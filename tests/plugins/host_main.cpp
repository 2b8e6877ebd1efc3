#include "baton/plugin/host.hpp"

#include <csignal>
#include <cstdlib>
#include <unistd.h>

// `plugin_host LIBRARY`: what `baton plugin-host` does, in a small program for tests.
int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::signal(SIGPIPE, SIG_IGN);
  const int out = ::dup(STDOUT_FILENO);
  if (out < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return 1;
  if (!baton::plugin::host_library(argv[1], STDIN_FILENO, out)) ::_exit(0);
  return 0;
}
