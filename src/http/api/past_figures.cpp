#include "http/api/past_figures.hpp"

namespace baton::http {

std::optional<core::Json> PastFigures::find(core::Time from, core::Time to) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find({from, to});
  if (found == kept_.end()) return std::nullopt;
  return found->second;
}

void PastFigures::keep(core::Time from, core::Time to, core::Json figures) {
  const std::lock_guard lock(mutex_);
  kept_.insert_or_assign({from, to}, std::move(figures));
  if (kept_.size() > kKeptMax) kept_.erase(kept_.begin());
}

}  // namespace baton::http
