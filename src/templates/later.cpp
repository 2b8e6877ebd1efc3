#include "templates/later.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::templates {

std::string instead_of(std::string_view later) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 1> kInstead{
      {{"window",
        "start from each event, with a \"key\" that makes one run of those that belong together"}}};
  const auto found = std::find_if(kInstead.begin(), kInstead.end(),
                                  [later](const auto& row) { return row.first == later; });
  return found == kInstead.end() ? "remove it" : "remove it; instead " + std::string(found->second);
}

}  // namespace baton::templates
