#include "baton/insight/rework.hpp"

#include "baton/insight/flow.hpp"

namespace baton::insight {

Rework rework(std::string_view what, std::int64_t count) {
  if (what == kReturned) return {count, 0};
  if (what == kDecided || what == kDone) return {0, count};
  return {};
}

}  // namespace baton::insight
