#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// A part of a text, in bytes. Answers are far smaller than 4 GiB.
struct ByteRange {
  // The index of the first byte.
  std::uint32_t begin = 0;
  // The index behind the last byte.
  std::uint32_t end = 0;
};

// Undoes one layer of the escapes that `text` holds: those that begin with a backslash (in JSON and
// in C), percent-encoding, and HTML entities. NULs are left out, which turns UTF-16 of ASCII into
// ASCII. Returns nullopt if there is nothing to undo. `places`, if it is not null, gets the place
// in `text` of each byte of the outcome. Pure; any thread.
std::optional<std::string> without_escapes(std::string_view text,
                                           std::vector<ByteRange>* places = nullptr);

}  // namespace baton::connectors
