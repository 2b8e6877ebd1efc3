#include "engine/bounds.hpp"

namespace baton::engine {

std::string too_large(const core::Run& run, const core::Json& value, std::string_view what) {
  const auto size = core::size_of(value, core::kValueBytesMax).bytes;
  if (size > core::kValueBytesMax) {
    return std::string(what) + " is larger than " + std::to_string(core::kValueBytesMax) + " bytes (value_bytes_max)";
  }
  if (run.size().bytes + size <= core::kRunBytesMax) return {};
  return std::string(what) + ", " + std::to_string(size) + " bytes, would make all that the run holds larger than " +
         std::to_string(core::kRunBytesMax) + " bytes (run_bytes_max)";
}

}  // namespace baton::engine
