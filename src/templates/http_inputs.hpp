#pragma once

#include "templates/draft.hpp"

namespace baton::templates {

// What is written under `with` of an operation that takes an address, as http.post, and would be
// refused when it is sent: the address or path, headers that are the connection's own, query
// parameters that are no scalars.
void check_http_inputs(Reader& reader, const core::DoAction& action, const Cursor& with,
                       const core::Operations& operations);

}  // namespace baton::templates
