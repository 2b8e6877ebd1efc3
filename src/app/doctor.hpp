#pragma once

#include "app/shell.hpp"

namespace baton::app {

// `baton doctor`: checks everything that a server needs, and says how to mend what is wrong.
// Changes nothing. Returns kNo when there is a fault, else kOk.
int doctor(Shell& shell);

}  // namespace baton::app
