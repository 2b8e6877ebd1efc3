#include "runtime/retiring.hpp"

#include "baton/core/text.hpp"
#include "baton/engine/schedules.hpp"
#include "baton/runtime/unknown.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/free_places.hpp"
#include "runtime/mandatory.hpp"
#include "runtime/schedules.hpp"
#include "runtime/template_settings.hpp"

#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;
using core::Errc;
using core::Error;
using core::Json;
using core::Result;
using ports::TemplateRow;

Error refused_as_retired(const std::string& name) {
  return {Errc::conflict,
          "the workflow \"" + name + "\" is retired",
          {},
          "baton template enable " + name + " takes it back"};
}

identity::AuditRow act_on_template(std::string_view act, const TemplateRow& row,
                                   const core::Actor& actor) {
  identity::AuditRow noted;
  noted.actor = actor;
  noted.act = act;
  noted.object = row.name;
  noted.detail["version"] = row.version;
  noted.detail["hash"] = row.hash;
  return noted;
}

namespace {

// For a version that is to become active although it drops mandatory steps.
Error refused_as_dropping(const TemplateRow& row, const Dropped& dropped) {
  const auto version = std::to_string(row.version);
  return {Errc::conflict,
          "version " + version + " would drop " +
              (dropped.refused.size() == 1 ? "the step " : "the steps ") +
              core::join(dropped.refused) + ", mandatory in version " +
              std::to_string(dropped.version),
          {},
          "an admin may drop it: baton template enable " + row.name + "@" + version +
              " --drop-mandatory " + dropped.refused.front()};
}

}  // namespace

asio::awaitable<Result<TemplateRow>> retire(ports::Store& store, Catalog& catalog,
                                            ports::Clock& clock, std::string name,
                                            core::Actor actor) {
  Result<TemplateRow> done = Error{Errc::internal, "not done"};
  Json by{{"actor", actor}, {"at", core::to_rfc3339(clock.now())}};
  auto put = [&](ports::Tx& tx) {
    const auto active = tx.template_version(name, 0);
    if (!active) {
      done = tx.latest_template(name)
                 ? Error{Errc::conflict, "the workflow \"" + name + "\" is retired already"}
                 : no_such_workflow(tx, name);
      return;
    }
    by["version"] = active->version;
    tx.retire_template(name);
    tx.set_schedule(name, std::nullopt);
    tx.set_setting(retired_setting(name), core::dump(by));
    tx.note(act_on_template("templates.retire", *active, actor));
    done = *active;
  };
  co_await store.transact(put);
  if (!done) co_return done;
  auto take_away = [&](ports::Tx&) { catalog.retire(name); };
  co_await store.transact(take_away);
  spdlog::info("{} retired the workflow {}: nothing starts by it any more", actor.text(), name);
  co_return done;
}

asio::awaitable<Result<TemplateRow>> enable(ports::Store& store, PlanCache& plans, Catalog& catalog,
                                            ports::Clock& clock, std::string name, int version,
                                            core::Actor actor, std::vector<std::string> drop,
                                            const Armed& armed, const Raised& raised) {
  Result<TemplateRow> done = Error{Errc::internal, "not done"};
  PlanPtr plan;
  auto put = [&](ports::Tx& tx) {
    const auto row = version == 0 ? tx.latest_template(name) : tx.template_version(name, version);
    if (!row) {
      done = tx.latest_template(name)
                 ? Error{Errc::not_found, "the workflow \"" + name + "\" has no version " +
                                              std::to_string(version) + "; the newest is " +
                                              std::to_string(tx.latest_template(name)->version)}
                 : no_such_workflow(tx, name);
      return;
    }
    auto made = try_plan(*row);
    if (!made) {
      done = made.error();
      return;
    }
    plan = std::move(*made);
    auto dropped = dropped_by(tx, plans, plan->source(), drop);
    if (!dropped.refused.empty()) {
      done = refused_as_dropping(*row, dropped);
      return;
    }
    tx.put_template(*row);
    tx.set_setting(retired_setting(name), {});
    auto act = act_on_template("templates.enable", *row, actor);
    if (!dropped.allowed.empty()) act.detail["dropped_mandatory"] = dropped.allowed;
    tx.note(std::move(act));
    done = *row;
  };
  co_await store.transact(put);
  if (!done) co_return done;
  std::optional<core::Time> due;
  auto put_in_force = [&](ports::Tx& tx) {
    const auto before = catalog.active(name);
    const bool keeps_due = before && engine::same_schedules(*before, *plan);
    due = activate(tx, catalog, plan, clock.now(), keeps_due);
    if (raises_limit(before.get(), *plan)) raised(name);
  };
  co_await store.transact(put_in_force);
  if (due) armed(*due);
  spdlog::info("{} made {}@{} active", actor.text(), name, done->version);
  co_return done;
}

}  // namespace baton::runtime
