#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace baton::connectors {

// How the programs of connectors are run, and how long is waited for them. A value.
struct PluginOptions {
  // The program that loads a shared library and speaks the line protocol for it; the path of the
  // library is added as its last argument. Empty: connectors that are libraries cannot be used.
  std::vector<std::string> library_host{};
  // How long a program may take for its description, and to make its connection.
  std::chrono::milliseconds begin{10'000};
  // How long it may take to answer after a call has been cancelled.
  std::chrono::milliseconds cancel{2'000};
  // How long it may take to end after its input has ended.
  std::chrono::milliseconds end{2'000};
  // The pause before a program that ended by itself is started again. It doubles each time, up to
  // the longest pause.
  std::chrono::milliseconds restart_first{1'000};
  // The longest such pause.
  std::chrono::milliseconds restart_max{60'000};
};

}  // namespace baton::connectors
