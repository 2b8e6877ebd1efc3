#include "app/commands/commands.hpp"
#include "baton/plugin/host.hpp"

#include <CLI/App.hpp>
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace baton::app::commands {
namespace {

// Baton's line protocol has the standard output to itself: what a library prints goes to the log.
int host_one_library(const std::string& library) {
  const int out = ::dup(STDOUT_FILENO);
  if (out < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
    throw Refused(core::Error{core::Errc::internal, std::strerror(errno), {}, {}});
  // Threads of a library that hangs are still running: nothing of this process may be taken down.
  if (!plugin::host_library(library, STDIN_FILENO, out)) ::_exit(kOk);
  return kOk;
}

}  // namespace

void add_plugin_host(CLI::App& root, Shell& shell) {
  auto library = std::make_shared<std::string>();
  CLI::App* host = root.add_subcommand("plugin-host", "Run a connector's library for a server");
  host->group("");  // the server starts it, and nobody types it
  host->add_option("LIBRARY", *library, "The shared library")->required();
  host->callback(
      [&shell, library] { shell.action = [library] { return host_one_library(*library); }; });
}

}  // namespace baton::app::commands
