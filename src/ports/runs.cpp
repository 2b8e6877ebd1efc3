#include "baton/ports/runs.hpp"

#include <algorithm>

namespace baton::ports {
namespace {

constexpr std::string_view kOpen = "open";

bool has_status(std::string_view wanted, core::RunStatus status, bool failing) {
  if (wanted == kOpen) return !core::ended(status);
  return wanted == core::to_text(status) ||
         (failing && wanted == core::to_text(core::RunStatus::failed));
}

bool may_hold(const RunTerm& term, std::string_view workflow, std::optional<core::RunStatus> status,
              bool failing) {
  switch (term.of) {
    case RunTerm::Of::workflow: return (workflow == term.value) != term.negated;
    case RunTerm::Of::status:
      return !status || has_status(term.value, *status, failing) != term.negated;
    default: return true;
  }
}

bool is_of_status(const RunTerm& term) { return term.of == RunTerm::Of::status; }

bool is_counted(const RunTerm& term) {
  return term.of == RunTerm::Of::workflow || is_of_status(term);
}

}  // namespace

bool RunFilter::may_meet(std::string_view workflow, std::optional<core::RunStatus> status,
                         bool failing) const {
  return std::all_of(terms.begin(), terms.end(), [&](const RunTerm& term) {
    return may_hold(term, workflow, status, failing);
  });
}

std::optional<std::int64_t> count(const RunFilter& filter, const std::vector<RunCount>& counts) {
  const bool told =
      filter.has_terms_only() && std::all_of(filter.terms.begin(), filter.terms.end(), is_counted);
  if (!told) return std::nullopt;
  const bool by_status = std::any_of(filter.terms.begin(), filter.terms.end(), is_of_status);
  std::int64_t runs = 0;
  for (const RunCount& each : counts) {
    if (!filter.may_meet(each.workflow, each.status, each.failing)) continue;
    if (by_status && !each.status) return std::nullopt;
    runs += each.runs;
  }
  return runs;
}

}  // namespace baton::ports
