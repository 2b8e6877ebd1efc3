#pragma once

#include <span>
#include <string>
#include <string_view>

namespace baton::app {

// A thing with a name, and what it means.
struct Meaning {
  std::string_view name;
  std::string_view text;
};

// What each exit code of the program means.
std::span<const Meaning> exit_codes();
// What each environment variable does that commands and the server read.
std::span<const Meaning> variables();
// The files that the program reads and writes.
std::span<const Meaning> used_files();
// What `baton help NAME` tells beside the help of commands: a name and a title each.
std::span<const Meaning> topics();

// The text of a topic for a terminal; empty when there is no such topic.
std::string topic_text(std::string_view name);

}  // namespace baton::app
