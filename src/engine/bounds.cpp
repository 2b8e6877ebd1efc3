#include "engine/bounds.hpp"

namespace baton::engine {

std::string too_large(const core::Run& run, const core::Json& value, std::string_view what) {
  // This comes first: what follows goes as deep as the value.
  if (core::deeper_than(value, core::kValueDepthMax)) {
    return std::string(what) + " is nested deeper than " + std::to_string(core::kValueDepthMax) +
           " levels (value_depth_max)";
  }
  const auto size = core::size_of(value, core::kValueBytesMax);
  if (size.bytes > core::kValueBytesMax) {
    return std::string(what) + " is larger than " + std::to_string(core::kValueBytesMax) +
           " bytes (value_bytes_max)";
  }
  if (run.size().bytes + size.bytes > core::kRunBytesMax) {
    return std::string(what) + ", " + std::to_string(size.bytes) +
           " bytes, would make all that the run holds larger than " +
           std::to_string(core::kRunBytesMax) + " bytes (run_bytes_max)";
  }
  if (run.size().values + size.values > kRunValuesMax) {
    return std::string(what) + ", " + std::to_string(size.values) +
           " values, would make all that the run holds more than " + std::to_string(kRunValuesMax) +
           " values (run_values_max)";
  }
  return {};
}

}  // namespace baton::engine
