#pragma once

#include "baton/ports/store.hpp"

#include <string>
#include <vector>

namespace baton::simulate {

// What is not as it should be in a store at rest, in words: an event of the log that was not
// stepped or was parked, and rows of the newest runs that are not what their journals say.
std::vector<std::string> differences(ports::Queries& queries);

}  // namespace baton::simulate
