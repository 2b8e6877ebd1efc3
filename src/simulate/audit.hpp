#pragma once

#include "baton/ports/store.hpp"

#include <string>
#include <vector>

namespace baton::simulate {

// What is wrong in a store at rest, in words: events of the log that were not stepped or were
// parked, and rows of the newest runs that differ from their journals.
std::vector<std::string> differences(ports::Queries& queries);

}  // namespace baton::simulate
