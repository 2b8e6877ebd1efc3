#pragma once

#include <string>

struct stat;

namespace baton::connectors {

// Size, number and time of a file as text, each behind a space: while it stays the same, so does
// the file.
std::string file_stamp(const struct stat& about);

}  // namespace baton::connectors
