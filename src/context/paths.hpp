#pragma once

#include "baton/context/provenance.hpp"
#include "baton/core/json.hpp"

#include <cstddef>
#include <vector>

namespace baton::context {

// The value at a path, from its part number `first` on; nullptr if there is none.
const core::Json* value_at(const core::Json& json, const Path& path, std::size_t first);

// What a template has written for the value at a path, from its part number `first` on: the text or
// part that gives it, which may give what is around it too. nullptr if it writes nothing there.
const core::Json* written_at(const core::Json& written, const Path& path, std::size_t first);

// Adds the paths to all values below `json`, which stands at `path`, that hold no others.
void add_leaves(const core::Json& json, const Path& path, std::size_t most,
                std::vector<Path>& leaves);

// The value at a path of a run: as expressions see it, and the input of a step beside that.
const core::Json* value_of(const core::Run& run, const Path& path);

}  // namespace baton::context
