#pragma once

#include <string>
#include <string_view>

namespace baton::templates {

// The duration in our form that a text in another form means: "2d" for "2 days", "2D" and "P2D",
// "90m" for "1.5h", "3bd" for "3 business days". Empty when the text is not clear, or longer than
// 40 bytes.
std::string duration_meant(std::string_view text);

}  // namespace baton::templates
