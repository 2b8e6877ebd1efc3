#pragma once

#include "baton/context/provenance.hpp"
#include "baton/core/json.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace baton::context {

// The value at a path, from its part number `first` on; nullptr if there is none.
const core::Json* value_at(const core::Json& json, const Path& path, std::size_t first);

// What a template says for the value at a path, from its part number `at` on: the text that gives
// it, or the part of the template. One text may give a whole object, of which the path names a
// member: `at` is then the number of the first part that the template does not say. nullptr if the
// template says nothing there.
const core::Json* written_at(const core::Json& written, const Path& path, std::size_t& at);

// Adds the paths to all values below `json`, which stands at `path`, that are no objects or lists,
// until there are `most`.
void add_leaves(const core::Json& json, const Path& path, std::size_t most,
                std::vector<Path>& leaves);

// The path that a text reads if it is exactly one reference, "${steps.ticket.output}"; empty for
// any other text. `reads`: all that its expressions read.
Path only_read(const std::string& text, const std::vector<Path>& reads);

// The value at a path of a run, by the names that expressions use. "steps.NAME.input", which
// expressions cannot read, is found as well. nullptr if there is none.
const core::Json* value_of(const core::Run& run, const Path& path);

}  // namespace baton::context
