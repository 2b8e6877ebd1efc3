#pragma once

#include <string>
#include <string_view>

namespace baton::app {

// What this program was built from.
struct BuildInfo {
  std::string_view version;     // "0.1.0"
  std::string_view commit;      // the commit, with "-changed" when files differed from it
  std::string_view date;        // the day of that commit, so that the same sources build the same
  std::string_view compiler;    // "GNU 12.2.0"
  std::string_view build_type;  // "RelWithDebInfo"
};
// Commit and date are empty when the sources had no history.
const BuildInfo& build_info();

// The version for people: "0.1.0 (a29c3cb1f20e, 2026-11-28)".
std::string version_text();

}  // namespace baton::app
