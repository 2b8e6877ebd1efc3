#include "engine/names.hpp"

namespace baton::engine {

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
