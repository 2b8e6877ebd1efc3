#include "app/cli.hpp"
#include "baton/telemetry/log.hpp"

#include <csignal>
#include <iostream>

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  // What is logged may not get among what a command prints. The server sets its own log up again.
  baton::telemetry::set_up_log("info", "text");
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return baton::app::run(arguments, baton::app::process_world(), std::cout, std::cerr);
}
