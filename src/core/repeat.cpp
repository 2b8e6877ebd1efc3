#include "baton/core/repeat.hpp"

#include <array>
#include <cstddef>

namespace baton::core {

std::string_view to_text(Repeat repeat) {
  static constexpr std::array<std::string_view, 6> kWords{"unknown", "reads", "by_key",
                                                          "same",    "looks", "twice"};
  return kWords[static_cast<std::size_t>(repeat)];
}

}  // namespace baton::core
