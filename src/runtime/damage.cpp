#include "baton/runtime/damage.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "baton/telemetry/log.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

// How many damaged runs or events are named at most. Exports name as many.
constexpr std::size_t kDamagedNamedMax = 20;

template <class Id>
std::vector<std::string> first_of(const std::set<Id>& damaged) {
  std::vector<std::string> named;
  for (const auto id : damaged) {
    if (named.size() == kDamagedNamedMax) break;
    named.push_back(id.text());
  }
  return named;
}

}  // namespace

core::Json unreadable_json(const std::set<core::RunId>& damaged) {
  return {{"count", damaged.size()}, {"runs", first_of(damaged)}};
}

core::Json unreadable_json(const std::set<core::EventId>& damaged) {
  return {{"count", damaged.size()}, {"events", first_of(damaged)}};
}

std::string unreadable_text(const std::set<core::RunId>& damaged) {
  const auto named = first_of(damaged);
  return core::counted(damaged.size(), "run") + ", whose rows are damaged: " + core::join(named) +
         (damaged.size() > named.size() ? ", …" : "");
}

core::Error unreadable(const std::string& what, const ports::RowDamaged& damage) {
  const auto message = what + " cannot be read: " + damage.what();
  spdlog::warn("{}", message);
  return {core::Errc::conflict,
          message,
          {},
          "a backup from before the damage has it: docs/operating.md, Damage"};
}

core::Error unreadable_run(core::RunId run, const ports::RowDamaged& damage) {
  return unreadable("run " + run.text(), damage);
}

}  // namespace baton::runtime
