#pragma once

#include <string>

namespace baton::app {

// Opens a page in the user's browser, where there is a desktop to show it on. Returns at once; when
// nothing can open it, nothing happens. The program that opens it gets the link as its only
// argument and no shell reads it.
void open_page(const std::string& link);

}  // namespace baton::app
