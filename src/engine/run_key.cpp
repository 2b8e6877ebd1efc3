#include "engine/run_key.hpp"

#include "baton/core/limits.hpp"
#include "baton/engine/wait_index.hpp"

namespace baton::engine {

using core::Errc;
using core::Error;

core::Result<std::string> key_text(const cel::Value& value) {
  std::string text;
  if (auto key = value.key_text()) {
    text = *std::move(key);
  } else if (value.is(cel::Value::Kind::floating)) {
    text = index_text(value);  // 42.0 is the customer 42
  } else {
    return Error{Errc::invalid, "expected a text or a number, got " + value.literal(80)};
  }
  if (text.empty())
    return Error{Errc::invalid, "expected a text that tells runs apart, got an empty one"};
  if (text.size() <= core::kRunKeyBytesMax) return text;
  return Error{Errc::too_large, "it has " + std::to_string(text.size()) +
                                    " bytes; expected at most " +
                                    std::to_string(core::kRunKeyBytesMax) + " (run_key_bytes_max)"};
}

}  // namespace baton::engine
