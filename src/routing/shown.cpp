#include "routing/shown.hpp"

#include "baton/core/text.hpp"

namespace baton::routing {

std::string shown(const core::Json& value, std::size_t bytes_max) {
  return core::one_line(core::dump(core::with_plain_numbers(value)), bytes_max);
}

}  // namespace baton::routing
