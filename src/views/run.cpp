#include "baton/views/run.hpp"

#include "baton/core/trace.hpp"
#include "baton/views/time.hpp"
#include "baton/views/whole_parts.hpp"

#include <array>
#include <string>

namespace baton::views {
namespace {

// What there is to say of a run first; null when there is nothing.
core::Json now(const core::Standing& standing, const ports::Clock& clock) {
  if (standing.kind == core::StandingKind::none) return {};
  core::Json json{{"kind", to_text(standing.kind)}};
  const auto add = [&json](const char* name, const std::string& text) {
    if (!text.empty()) json[name] = text;
  };
  add("step", standing.step.name);
  if (standing.step.has_item()) json["item"] = standing.step.item;
  add("title", standing.title);
  add("who", standing.who);
  if (standing.due)
    json["due"] = standing.due_on_wall ? time(standing.due) : time_on_wall(standing.due, clock);
  if (standing.attempt > 0) json["attempt"] = standing.attempt;
  add("code", standing.code);
  add("cause", standing.cause);
  add("connection", standing.connection);
  return json;
}

// The four parts of the time from the start to the end, or until now.
core::Json split(const ports::RunRow& row, const ports::Clock& clock) {
  core::Split split = row.split;
  const core::Time now = clock.now();
  if (!row.ended_at && now > row.updated_at) split.add(row.spends_on, now - row.updated_at);
  const std::array<core::Duration, 4> parts{split.queue, split.work, split.people, split.backoff};
  const auto whole = whole_parts(parts);
  return {{"queue", whole[0]}, {"work", whole[1]}, {"people", whole[2]}, {"backoff", whole[3]}};
}

}  // namespace

core::Json run(const ports::RunRow& row, const ports::Clock& clock) {
  return {{"id", row.id.text()},
          {"workflow", row.workflow},
          {"version", row.version},
          {"key", row.key},
          {"title", row.title},
          {"goal", row.goal},
          {"status", core::to_text(row.status)},
          {"failing", row.failing},
          {"now_at", row.now_at},
          {"now", now(row.standing, clock)},
          {"due", row.due_on_wall ? time(row.due) : time_on_wall(row.due, clock)},
          {"late", row.late},
          {"split", split(row, clock)},
          {"revision", row.revision},
          {"trigger", id(row.trigger)},
          {"started_at", core::to_rfc3339(row.started_at)},
          {"updated_at", core::to_rfc3339(row.updated_at)},
          {"ended_at", time(row.ended_at)}};
}

core::Json run_detail(const ports::RunRow& row, const core::Run& run, const ports::Clock& clock) {
  core::Json json = views::run(row, clock);
  for (const char* name : {"inputs", "context", "outputs"}) {
    const core::Json* value = core::find(run.view(), name);
    json[name] = value == nullptr ? core::Json() : *value;
  }
  const core::RunStarted& head = run.head();
  json["parent"] = head.parent ? core::Json{{"run", head.parent.text()}, {"step", head.parent_step}}
                               : core::Json();
  json["reason"] = run.reason();
  json["labels"] = head.labels;
  if (!head.roles.is_null()) json["roles"] = head.roles;
  json["trace_id"] = core::trace_of(head.trace, head.root ? head.root : row.trigger).id();
  return json;
}

core::Json run_name(const ports::RunRow& row) {
  return {{"id", row.id.text()}, {"workflow", row.workflow}};
}

}  // namespace baton::views
