#pragma once

#include "app/shell.hpp"

namespace baton::app {

// `baton doctor`: checks everything that a server needs, and says how to mend what is wrong.
// `fix`: first takes the rights of others from the data; else nothing is changed. Returns kNo when
// there is a fault, else kOk.
int doctor(Shell& shell, bool fix);

}  // namespace baton::app
