#pragma once

#include "baton/cel/value.hpp"
#include "baton/core/event.hpp"
#include "baton/core/json.hpp"

#include <string>
#include <string_view>
#include <vector>

// The index by which the runs that wait for an event are found: a place in the event, and the value
// that is expected there. All functions are pure; any thread may call them.
namespace baton::engine {

// The members that lead from the top of an event to a value.
using IndexPath = std::vector<std::string>;

// A path as text, different for each path: "data.key" if all members are plain words, or else a
// JSON list such as ["data","order.id"].
std::string to_text(const IndexPath& path);
// The path that to_text() wrote as `text`.
IndexPath index_path(std::string_view text);

// A value as a key of the index. Values that are equal in CEL have the same text, whatever their
// types, so that no event is missed. Different values may have one text too: a string and a number,
// whole numbers beyond 2^53, and long texts that differ only near their end. The condition of the
// wait is therefore evaluated for every wait that is found. Empty for a value that has no key, such
// as a list; a wait for such a value is asked about each event.
std::string index_text(const cel::Value& value);
// The index_text() of what stands at `path` in an event as expressions see it (Event::to_json());
// empty if nothing does.
std::string index_value(const core::Json& seen, const IndexPath& path);
// The same for the event itself. Nothing is copied for a path into its data.
std::string index_value(const core::Event& event, const IndexPath& path);

}  // namespace baton::engine
