#pragma once

#include <cstdint>
#include <string_view>

// How much work is done a second time. Pure; any thread.
namespace baton::insight {

// Rework: of what people decided and did, how much people sent back, by a refusal that returns the
// run or by reopening a task.
struct Rework {
  std::int64_t sent_back = 0;
  // Decisions and done tasks.
  std::int64_t of = 0;
};
// What a row of figures adds to the rework. `what` and `count`: FlowKey::what and FlowSum::count.
Rework rework(std::string_view what, std::int64_t count);

}  // namespace baton::insight
