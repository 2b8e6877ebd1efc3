// Stands in for the packed console in a build without it: -DBATON_CONSOLE=OFF.
#include "http/api/console.hpp"

namespace baton::http {

std::span<const ConsoleFile> console_files() { return {}; }

}  // namespace baton::http
