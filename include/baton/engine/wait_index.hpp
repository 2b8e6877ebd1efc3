#pragma once

#include "baton/cel/value.hpp"
#include "baton/core/event.hpp"
#include "baton/core/json.hpp"

#include <string>
#include <string_view>
#include <vector>

// The index by which the runs that wait for an event are found: a place in the event, and the value
// that is expected there.
namespace baton::engine {

// The members that lead from the top of an event to a value.
using IndexPath = std::vector<std::string>;

// "data.key" where all members are plain words, else a JSON list ("[\"data\",\"order.id\"]"): no
// two paths have one text.
std::string to_text(const IndexPath& path);
IndexPath index_path(std::string_view text);

// A value as the key of the index: values that are equal in CEL have the same text, whatever their
// types, so no event is missed. Others may share it (a string and a number, whole numbers beyond
// 2^53, texts that differ far behind): the condition itself is asked of every candidate. Empty:
// such a value is not looked up, and a wait for it is asked about each event.
std::string index_text(const cel::Value& value);
// The same of what stands at `path` in an event as expressions see it; empty when nothing does.
std::string index_value(const core::Json& seen, const IndexPath& path);
std::string index_value(const core::Event& event, const IndexPath& path);

}  // namespace baton::engine
