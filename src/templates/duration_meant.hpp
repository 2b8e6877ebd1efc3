#pragma once

#include <string>
#include <string_view>

namespace baton::templates {

// The duration that was meant by one in another form: "2d" for "2 days", "2D" and "P2D", "1h30m"
// for "1.5h"; empty when it is not clear.
std::string duration_meant(std::string_view text);

}  // namespace baton::templates
