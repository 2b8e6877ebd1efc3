#pragma once

#include <string_view>

namespace baton::http {

// docs/openapi.yaml as JSON text. The build makes it (src/http/room.cmake).
std::string_view openapi();

}  // namespace baton::http
