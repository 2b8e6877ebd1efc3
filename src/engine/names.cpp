#include "engine/names.hpp"

#include <algorithm>

namespace baton::engine {

std::optional<cel::Value> ItemNames::find(std::string_view name) const {
  if (name == "item") return cel::Value::borrow(items->at(item));
  if (name != "index") return std::nullopt;
  if (!items->of.is_object()) return cel::Value::integer(item);
  return cel::Value::borrowed_string(items->names.at(static_cast<std::size_t>(item)));
}

bool reads_step(const cel::Path& path, std::string_view step) {
  return path.front() == "steps" && (path.size() == 1 || path[1] == step);
}

bool read_changed(const std::vector<cel::Path>& paths, const core::Transition& transition) {
  const auto& step = core::step_of(transition);
  return !step.empty() && std::any_of(paths.begin(), paths.end(), [&step](const cel::Path& path) {
    return reads_step(path, step.name);
  });
}

core::Json run_names(core::RunId id, const core::RunStarted& started, core::Time at) {
  auto run = core::Json::object();
  run["id"] = id.text();
  run["workflow"] = started.workflow;
  run["version"] = started.version;
  run["key"] = started.key;
  run["title"] = started.title;
  run["goal"] = started.goal;
  run["started_at"] = core::to_rfc3339(at);
  return run;
}

}  // namespace baton::engine
