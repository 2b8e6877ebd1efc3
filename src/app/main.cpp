#include "app/cli.hpp"

#include <csignal>
#include <iostream>

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return baton::app::run(arguments, baton::app::process_world(), std::cout, std::cerr);
}
