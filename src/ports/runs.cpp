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

bool holds(const RunTerm& term, std::string_view workflow, core::RunStatus status, bool failing) {
  switch (term.of) {
    case RunTerm::Of::workflow: return (workflow == term.value) != term.negated;
    case RunTerm::Of::status: return has_status(term.value, status, failing) != term.negated;
    default: return true;
  }
}

bool is_counted(const RunTerm& term) {
  return term.of == RunTerm::Of::workflow || term.of == RunTerm::Of::status;
}

}  // namespace

bool RunFilter::may_meet(std::string_view workflow, core::RunStatus status, bool failing) const {
  return std::all_of(terms.begin(), terms.end(),
                     [&](const RunTerm& term) { return holds(term, workflow, status, failing); });
}

std::optional<std::int64_t> count(const RunFilter& filter, const std::vector<RunCount>& counts) {
  const bool told =
      filter.has_terms_only() && std::all_of(filter.terms.begin(), filter.terms.end(), is_counted);
  if (!told) return std::nullopt;
  std::int64_t runs = 0;
  for (const RunCount& each : counts)
    if (filter.may_meet(each.workflow, each.status, each.failing)) runs += each.runs;
  return runs;
}

}  // namespace baton::ports
