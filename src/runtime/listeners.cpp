#include "runtime/listeners.hpp"

#include "baton/core/event_names.hpp"
#include "baton/core/lifecycle.hpp"

#include <algorithm>
#include <set>

namespace baton::runtime {

namespace {

// The most event types whose paths are remembered; beyond it all are forgotten, and read from the
// store again.
constexpr std::size_t kPathTypesMax = 10'000;
// How many runs are read at once for each path. It is more than a turn processes.
constexpr std::size_t kRunsPage = 512;

void remember(std::map<std::string, engine::IndexPath>& paths, const std::string& path) {
  if (!paths.contains(path))
    paths.emplace(path, path.empty() ? engine::IndexPath{} : engine::index_path(path));
}

}  // namespace

Listeners::Page Listeners::waiting(ports::Waits& tx, const std::string& type,
                                   const core::Json& seen, core::RunId after) {
  Page page;
  std::set<core::RunId> found;  // a run gets the event once, however many of its steps wait
  std::optional<core::RunId> reach;
  for (const auto& [text, path] : paths(tx, type)) {
    const auto value = text.empty() ? std::string() : engine::index_value(seen, path);
    if (!text.empty() && value.empty()) continue;
    const auto runs = tx.waiting(type, text, value, after, kRunsPage);
    found.insert(runs.begin(), runs.end());
    if (runs.size() == kRunsPage) reach = std::min(reach.value_or(runs.back()), runs.back());
  }
  page.last = !reach;
  const auto end = reach ? found.upper_bound(*reach) : found.end();
  page.runs.assign(found.begin(), end);
  return page;
}

bool Listeners::hear(ports::Waits& tx, const std::string& type) {
  return catalog_.listens(type) || !paths(tx, type).empty();
}

bool Listeners::hear(ports::Waits& tx, const core::Transition& transition) {
  if (generation_ != catalog_.generation()) {
    heard_.fill(Heard::unknown);
    generation_ = catalog_.generation();
  }
  auto& heard = heard_.at(transition.index());
  if (heard == Heard::unknown) {
    const std::string type(core::lifecycle_type(transition));
    heard = !type.empty() && hear(tx, type) ? Heard::yes : Heard::no;
  }
  return heard == Heard::yes;
}

void Listeners::opened(const ports::WaitRow& wait) {
  if (const auto known = paths_.find(wait.type); known != paths_.end())
    remember(known->second, wait.path);
  if (core::own_type(wait.type)) heard_.fill(Heard::unknown);
}

const Listeners::Paths& Listeners::paths(ports::Waits& tx, const std::string& type) {
  const auto known = paths_.find(type);
  if (known != paths_.end()) return known->second;
  if (paths_.size() >= kPathTypesMax) paths_.clear();
  Paths stored;
  for (const auto& path : tx.wait_paths(type)) remember(stored, path);
  return paths_.emplace(type, std::move(stored)).first->second;
}

}  // namespace baton::runtime
