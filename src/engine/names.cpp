#include "engine/names.hpp"

#include <algorithm>

namespace baton::engine {

namespace {

// Whether the context may say something else after this: it has what its run heard, what a wait has
// taken, and what people decided.
bool may_change_context(const core::Transition& transition) {
  return std::holds_alternative<core::EventTaken>(transition) ||
         std::holds_alternative<core::StepSucceeded>(transition) ||
         std::holds_alternative<core::ApprovalDecided>(transition);
}

}  // namespace

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
  const bool context = may_change_context(transition);
  return std::any_of(paths.begin(), paths.end(), [&](const cel::Path& path) {
    return (!step.empty() && reads_step(path, step.name)) || (context && path.front() == "context");
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
  if (!started.roles.is_null()) run["roles"] = started.roles;
  run["started_at"] = core::to_rfc3339(at);
  return run;
}

}  // namespace baton::engine
