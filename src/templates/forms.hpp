#pragma once

#include "templates/reader.hpp"

namespace baton::templates {

// The keys of one field of a form.
const KeyTable& form_field_keys();

// Reads `form` of a task: a mapping of names to fields. The default values may hold expressions,
// which `site` says how to check.
void read_form(Reader& reader, const Cursor& cursor, const Site& site, core::PeopleTask& task);

}  // namespace baton::templates
