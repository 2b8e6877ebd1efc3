#pragma once

#include <cstddef>
#include <string>

namespace baton::formats::yaml {

// Why a text is refused, and where the author made the slip.
struct Fault {
  std::string rule;  // "syntax/indentation"
  std::string message;
  std::size_t offset = 0;  // in bytes
  std::string hint{};
};

}  // namespace baton::formats::yaml
