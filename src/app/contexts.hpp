#pragma once

#include "app/config.hpp"

#include <map>
#include <optional>
#include <string>

namespace baton::app {

// A server with a name, so that commands need not be told each time where it is.
struct Context {
  std::string url;
  std::string token_file{};  // the file that holds the token for it; empty: none
};

// The named servers of a user, from contexts.json in $XDG_CONFIG_HOME/baton or ~/.config/baton.
struct Contexts {
  std::string current{};  // the name of the one in use; empty: commands talk to the local server
  std::map<std::string, Context> known{};

  // The one to use: that of BATON_CONTEXT, else the current one; nothing when neither is set.
  // Throws Refused when there is none of that name.
  std::optional<Context> chosen(const Environment& environment) const;
};

// Reads them; no file means none. Throws Refused when the file cannot be understood.
Contexts read_contexts(const Environment& environment);
// Writes them, as a file that only its owner may read. Throws Refused when it cannot be written.
void write_contexts(const Environment& environment, const Contexts& contexts);

}  // namespace baton::app
