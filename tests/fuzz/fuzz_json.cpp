// JSON: what is taken is JSON to another reader as well, within the limits, and is the same value
// when it is written and read again.
#include "baton/core/json.hpp"
#include "fuzz/fuzz.hpp"

namespace {

using baton::core::Json;
using baton::fuzz::hold;

std::size_t depth_of(const Json& value) {
  std::size_t depth = 0;
  if (!value.is_structured()) return depth;
  for (const Json& member : value) depth = std::max(depth, depth_of(member));
  return depth + 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const baton::fuzz::Exact input(baton::fuzz::text_of(data, size));
  const auto value = baton::core::parse_json(input.view());
  if (!value) {
    hold(!value.error().message.empty(), "a refusal says why");
    return 0;
  }
  hold(baton::core::is_utf8(input.view()), "what is taken is UTF-8");
  hold(Json::accept(input.view()), "what is taken is JSON to another reader");
  hold(depth_of(*value) <= baton::core::kJsonDepthMax, "depth is bounded");
  const std::string text = baton::core::dump(*value);
  std::string appended = "x";
  baton::core::append(appended, *value);
  hold(appended == "x" + text, "appended is dumped");
  const auto again = baton::core::parse_json(text);
  hold(again.has_value() && *again == *value, "written and read again it is the same value");
  hold(baton::core::dump(*again) == text, "and the same text");
  const auto lenient = baton::core::parse_json(input.view(), {1'000, true});
  hold(lenient.has_value() && *lenient == *value, "wider limits change nothing");
  return 0;
}
