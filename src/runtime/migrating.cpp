#include "runtime/migrating.hpp"

#include "baton/engine/migration.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"

#include <string>
#include <utility>

namespace baton::runtime {

namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

Result<engine::Migration> migration_of(ports::Templates& queries, PlanCache& plans,
                                       const core::Run& run, int to) {
  const auto& head = run.head();
  const auto from = plans.plan(queries, head.workflow, head.version);
  if (!from) return from.error();
  core::ensure(*from != nullptr, "the template version of a run is kept");
  const auto next = plans.plan(queries, head.workflow, to);
  if (!next) return next.error();
  if (!*next) {
    const auto newest = queries.latest_template(head.workflow);
    std::string message =
        "there is no version " + std::to_string(to) + " of \"" + head.workflow + '"';
    if (newest) message += "; the newest is " + std::to_string(newest->version);
    return Error{Errc::not_found, std::move(message)};
  }
  return engine::migration(**from, **next, run);
}

Json changed_json(const std::vector<engine::ChangedStep>& changed) {
  Json list = Json::array();
  for (const auto& one : changed) list.push_back({{"step", one.step}, {"keys", one.keys}});
  return list;
}

Json conflicts_json(const std::vector<engine::MigrationConflict>& conflicts) {
  Json list = Json::array();
  for (const auto& conflict : conflicts) {
    auto& one = list.emplace_back(Json{{"message", conflict.message}});
    if (!conflict.step.empty()) one["step"] = conflict.step;
  }
  return list;
}

}  // namespace

std::vector<Error> unmigratable(ports::Templates& queries, PlanCache& plans, const core::Run& run,
                                int to) {
  const auto found = migration_of(queries, plans, run, to);
  if (!found) return {found.error()};
  auto refusal = engine::unmigratable(*found);
  if (!refusal) return {};
  std::vector<Error> all{*std::move(refusal)};
  for (const auto& conflict : found->conflicts)
    all.push_back({Errc::conflict, conflict.text(), "/to"});
  return all;
}

Result<Json> preview_migration(ports::Queries& queries, PlanCache& plans, core::RunId id, int to) {
  const auto run = load_run(queries, id);
  if (!run) return no_such_run(id);
  const auto found = migration_of(queries, plans, *run, to);
  if (!found) return found.error();
  Json json{{"run", id.text()},
            {"workflow", run->head().workflow},
            {"may", found->conflicts.empty()},
            {"from", found->from},
            {"to", found->to},
            {"kept", found->kept},
            {"open", found->open},
            {"changed", changed_json(found->changed)},
            {"added", found->added},
            {"dropped", found->dropped},
            {"renewed", found->renewed},
            {"next", found->next},
            {"conflicts", conflicts_json(found->conflicts)}};
  if (!found->inputs.is_null()) json["inputs"] = found->inputs;
  if (const auto refusal = engine::unmigratable(*found)) json["because"] = refusal->message;
  return json;
}

}  // namespace baton::runtime
