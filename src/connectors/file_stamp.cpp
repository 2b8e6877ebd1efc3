#include "connectors/file_stamp.hpp"

#include <cstdint>
#include <sys/stat.h>

namespace baton::connectors {

std::string file_stamp(const struct stat& about) {
  std::string stamp;
  for (const auto number :
       {static_cast<std::int64_t>(about.st_size), static_cast<std::int64_t>(about.st_ino),
        static_cast<std::int64_t>(about.st_mtim.tv_sec),
        static_cast<std::int64_t>(about.st_mtim.tv_nsec)})
    stamp += " " + std::to_string(number);
  return stamp;
}

}  // namespace baton::connectors
