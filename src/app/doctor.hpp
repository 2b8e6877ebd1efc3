#pragma once

#include "app/shell.hpp"

namespace baton::app {

// Looks at everything a server needs and says how to mend what is wrong. Changes nothing. Returns 1
// when there is a fault.
int doctor(Shell& shell);

}  // namespace baton::app
