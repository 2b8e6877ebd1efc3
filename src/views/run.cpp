#include "baton/views/run.hpp"

#include "baton/views/time.hpp"

namespace baton::views {

core::Json run(const ports::RunRow& row) {
  return {{"id", row.id.text()},
          {"workflow", row.workflow},
          {"version", row.version},
          {"key", row.key},
          {"title", row.title},
          {"goal", row.goal},
          {"status", core::to_text(row.status)},
          {"failing", row.failing},
          {"now_at", row.now_at},
          {"revision", row.revision},
          {"trigger", id(row.trigger)},
          {"started_at", core::to_rfc3339(row.started_at)},
          {"updated_at", core::to_rfc3339(row.updated_at)},
          {"ended_at", time(row.ended_at)}};
}

core::Json run_detail(const ports::RunRow& row, const core::Run& run) {
  core::Json json = views::run(row);
  for (const char* name : {"inputs", "context", "outputs"}) {
    const core::Json* value = core::find(run.view(), name);
    json[name] = value == nullptr ? core::Json() : *value;
  }
  json["reason"] = run.reason();
  json["labels"] = run.head().labels;
  return json;
}

core::Json run_name(const ports::RunRow& row) {
  return {{"id", row.id.text()}, {"workflow", row.workflow}};
}

}  // namespace baton::views
