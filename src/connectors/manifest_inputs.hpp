#pragma once

#include "connectors/manifest.hpp"

namespace baton::connectors {

// Reports inputs that the expressions of an operation read and that its input schema does not have.
// Such an input would always be absent, so it is a mistake of the manifest. `at` reads the
// operation.
void check_inputs(const formats::FieldReader& at, const OperationSpec& spec);

}  // namespace baton::connectors
