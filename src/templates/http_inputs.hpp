#pragma once

#include "templates/partial_template.hpp"

namespace baton::templates {

// Checks the `with` of an operation that sends a request over HTTP, such as http.post, for what
// would be refused when it is sent: an address or path in a wrong form, a header that only the
// connection sets, a query parameter that is not a scalar or a list of scalars. The operation must
// be one of `operations`.
void check_http_inputs(Reader& reader, const core::DoAction& action, const Cursor& with,
                       const core::Operations& operations);

}  // namespace baton::templates
