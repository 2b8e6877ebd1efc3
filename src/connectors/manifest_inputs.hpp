#pragma once

#include "connectors/manifest.hpp"

namespace baton::connectors {

// Reports inputs that the expressions of an operation read and that its input schema does not have.
// Such an input would always be absent, so it is a mistake of the manifest. `at` reads the
// operation.
void check_inputs(const formats::FieldReader& at, const OperationSpec& spec);

// What happens if an operation is performed once more. A program is given the key, and is relied on
// to use it where it says that its operation is repeatable.
core::Repeat repeat_of(const OperationSpec& spec, Transport transport);

}  // namespace baton::connectors
