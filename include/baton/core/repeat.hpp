#pragma once

#include <string_view>

namespace baton::core {

// What happens if an operation is performed once more although it may have had its effect already.
// The order is that of the words of to_text().
enum class Repeat {
  // Nothing is known of it.
  unknown,
  // It only reads.
  reads,
  // The other side does it once for each idempotency key, which all attempts of an action share.
  by_key,
  // To do it twice has the effect of doing it once, whatever the key is.
  same,
  // Before it is sent again, its effect is looked for.
  looks,
  // Nothing keeps it from happening twice, so that a person is asked before it is sent again.
  twice,
};
// The stable word: "unknown", "reads", "by_key", "same", "looks" or "twice".
std::string_view to_text(Repeat repeat);

}  // namespace baton::core
