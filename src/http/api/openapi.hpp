#pragma once

#include <string_view>

namespace baton::http {

// docs/openapi.yaml as JSON, made at build time.
std::string_view openapi();

}  // namespace baton::http
