#include "baton/insight/phase.hpp"

#include "baton/core/enum_text.hpp"

#include <numeric>

namespace baton::insight {
namespace {

constexpr core::EnumText<Phase, kPhases> kPhaseText{
    {"queue", "work", "people", "vendor", "gate", "backoff"}};

// The lower, the sooner a phase counts where several are found at once; by Phase.
constexpr std::array<int, kPhases> kRankOfPhase{5, 0, 1, 2, 4, 3};

}  // namespace

std::string_view to_text(Phase phase) { return kPhaseText.of(phase); }

bool comes_first(Phase one, Phase other) {
  return kRankOfPhase[static_cast<std::size_t>(one)] <
         kRankOfPhase[static_cast<std::size_t>(other)];
}

core::SpentOn coarse(Phase phase) {
  switch (phase) {
    case Phase::work: return core::SpentOn::work;
    case Phase::people:
    case Phase::vendor: return core::SpentOn::people;
    case Phase::backoff: return core::SpentOn::backoff;
    case Phase::gate:
    case Phase::queue: break;
  }
  return core::SpentOn::queue;
}

core::Duration Spent::whole() const {
  return std::accumulate(parts.begin(), parts.end(), core::Duration{});
}

}  // namespace baton::insight
