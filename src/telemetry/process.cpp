#include "baton/telemetry/process.hpp"

#include <fstream>
#include <unistd.h>

namespace baton::telemetry {

std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");  // in pages: the whole size, then what is resident
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  if (!(statm >> size >> resident)) return 0;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace baton::telemetry
