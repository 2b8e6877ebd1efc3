#include "runtime/publishing.hpp"

#include "baton/core/digest.hpp"
#include "baton/engine/schedules.hpp"
#include "baton/identity/deciders.hpp"
#include "baton/ports/people.hpp"
#include "baton/runtime/template_drafts.hpp"
#include "baton/templates/load.hpp"
#include "baton/templates/mandatory.hpp"
#include "runtime/asked_by_routes.hpp"
#include "runtime/faces.hpp"
#include "runtime/free_places.hpp"
#include "runtime/mandatory.hpp"
#include "runtime/retiring.hpp"
#include "runtime/schedules.hpp"
#include "runtime/template_settings.hpp"

#include <optional>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;
using core::Errc;
using core::Error;
using core::Result;

namespace {

auto loading(ports::Connectors& connectors, std::string yaml, std::string file, core::Time now,
             Tables tables, std::optional<Faces> faces = {}) {
  return [&connectors, yaml = std::move(yaml), file = std::move(file), now,
          tables = std::move(tables), faces = std::move(faces)] {
    auto operations = connectors.operations();
    operations.workflows = faces;
    return templates::load(yaml, file, &operations, now, tables.outside());
  };
}

std::string version_words(int version) {
  if (version == kNoVersion) return "no version";
  if (version == kSomeVersion) return "a version";
  return "version " + std::to_string(version);
}

// Why the version that is active, or that none is, is not what the publisher expects.
std::optional<Error> other_version(int expected, int active, const std::string& name) {
  const bool some = expected == kSomeVersion && active != kNoVersion;
  if (expected == kAnyOrNoVersion || expected == active || some) return std::nullopt;
  return Error{
      Errc::conflict,
      "expected " + version_words(expected) + " to be active, got " + version_words(active), name,
      "read it again, and apply your change to that"};
}

// A plan that was made ready, whether it takes over what its schedules had due, and the plan of the
// version that was active before it, if that is known.
struct Ready {
  PlanPtr plan;
  bool keeps_due = true;
  PlanPtr before{};
};

}  // namespace

// Checks a template. Of the workflows that its steps run it has to be known what they take and
// give; which they are is known once it has been read.
asio::awaitable<Result<templates::Loaded>> Publishing::load(std::string yaml, std::string file) {
  auto work = loading(connectors_, yaml, file, clock_.now(), tables_);
  auto loaded = co_await workshop_.run(std::move(work));
  if (!loaded || !loaded->workflow) co_return loaded;
  auto face = core::face_of(*loaded->workflow);
  if (face.runs.empty()) co_return loaded;
  auto look = [this, &face](ports::Queries& queries) {
    return faces_around(queries, plans_, face);
  };
  Faces faces = co_await store_.read(look);
  auto again = loading(connectors_, std::move(yaml), std::move(file), clock_.now(), tables_,
                       std::move(faces));
  co_return co_await workshop_.run(std::move(again));
}

asio::awaitable<Result<Checked>> Publishing::check(std::string yaml, std::string file,
                                                   std::vector<std::string> drop) {
  auto loaded = co_await load(yaml, file);
  if (!loaded) co_return loaded.error();
  Checked checked{std::move(loaded->findings), loaded->workflow.has_value()};
  if (loaded->workflow) {
    const auto& workflow = *loaded->workflow;
    Dropped dropped;
    auto look = [&](ports::Queries& queries) {
      dropped = dropped_by(queries, plans_, workflow, drop);
      return identity::undecidable(workflow, ports::people(queries, clock_.now()),
                                   asked_by_routes(workflow, tables_.routes.get()));
    };
    const core::Findings found = co_await store_.read(look);
    checked.findings.insert(checked.findings.end(), found.begin(), found.end());
    const auto lost =
        templates::dropped_findings(dropped.refused, dropped.version, workflow, yaml, file);
    checked.findings.insert(checked.findings.end(), lost.begin(), lost.end());
    checked.ok = lost.empty();
    if (checked.ok) checked.name = workflow.name;
  }
  co_return checked;
}

asio::awaitable<Result<PublishedTemplate>> Publishing::publish(
    std::string yaml, std::string file, int if_version, core::Actor actor, core::Findings& findings,
    std::string name, std::string from_file, std::vector<std::string> drop) {
  auto checked = co_await load(yaml, file);
  if (!checked) co_return checked.error();
  auto& loaded = *checked;
  findings = loaded.findings;
  if (!loaded.workflow)
    co_return Error{Errc::invalid,
                    "the template has errors; the version before it, if there is one, stays active",
                    file};
  if (!name.empty() && loaded.workflow->name != name) {
    co_return Error{
        Errc::invalid,
        "expected workflow: " + name + ", as the path says, got " + loaded.workflow->name,
        "/workflow", "put it under its own name"};
  }

  PublishedTemplate published;
  published.findings = std::move(loaded.findings);
  auto& row = published.row;
  row = {loaded.workflow->name,
         0,
         yaml,
         core::sha256_hex(yaml),
         loaded.workflow->title,
         clock_.now(),
         std::move(actor),
         std::move(from_file)};
  const core::Actor publisher = row.actor;
  std::optional<Error> refusal;
  core::Findings nobody_may;
  Dropped dropped;
  std::optional<ports::TemplateRow> before;  // the version that was active, if it was another one
  auto put = [&](ports::Tx& tx) {
    const auto active = tx.template_version(row.name, 0);
    refusal = other_version(if_version, active ? active->version : kNoVersion, row.name);
    if (refusal) return;
    if (!active && !row.file.empty() && tx.latest_template(row.name)) {
      refusal = refused_as_retired(row.name);
      return;
    }
    if (!active || active->hash != row.hash)
      dropped = dropped_by(tx, plans_, *loaded.workflow, drop);
    if (!dropped.refused.empty()) return;
    // Files are published at a start, when nobody may have made tokens yet. `runs why` tells of
    // each run whose approval nobody can give.
    const bool by_a_person = !name.empty();
    if (by_a_person) {
      nobody_may = identity::undecidable(*loaded.workflow, ports::people(tx, clock_.now()),
                                         asked_by_routes(*loaded.workflow, tables_.routes.get()));
      drop_published_draft(tx, publisher, row.name, row.yaml);
    }
    published.unchanged = active && active->hash == row.hash;
    if (published.unchanged) {
      row = *active;
      return;
    }
    before = active;
    const auto latest = tx.latest_template(row.name);
    row.version = latest ? latest->version + 1 : 1;
    tx.put_template(row);
    auto act = act_on_template("templates.publish", row, row.actor);
    if (!dropped.allowed.empty()) act.detail["dropped_mandatory"] = dropped.allowed;
    tx.note(std::move(act));
  };
  co_await store_.transact(put);
  if (refusal) co_return *refusal;
  if (!dropped.refused.empty()) {
    findings =
        templates::dropped_findings(dropped.refused, dropped.version, *loaded.workflow, yaml, file);
    co_return Error{Errc::invalid,
                    "the template drops a mandatory step; the version before it stays", file};
  }
  published.findings.insert(published.findings.end(), nobody_may.begin(), nobody_may.end());
  // A version that was stored before is activated too: its publisher may have been cut off between
  // the two transactions.
  auto plan_it = [row, before, &plans = plans_] {
    auto plan = plans.plan(row).value();
    const auto earlier = before ? plans.plan(*before) : core::Result<PlanPtr>(plan);
    const bool keeps_due = earlier && engine::same_schedules(**earlier, *plan);
    return Ready{plan, keeps_due, before && earlier ? *earlier : nullptr};
  };
  auto ready = co_await workshop_.surely(std::move(plan_it));
  std::optional<core::Time> due;
  auto put_in_force = [&](ports::Tx& tx) {
    const auto& [plan, keeps_due, stored] = ready.value();
    if (tx.template_version(row.name, 0)->version != row.version) return;
    // Before the start of the runtime nothing is in force, and what is stored says what was.
    const auto in_force = catalog_.active(row.name);
    const bool raises = raises_limit(in_force ? in_force.get() : stored.get(), *plan);
    due = activate(tx, catalog_, plan, clock_.believed(), keeps_due);
    if (raises) raised_(row.name);
  };
  co_await store_.transact(put_in_force);
  if (due) armed_(*due);
  co_return published;
}

asio::awaitable<Result<PublishedTemplate>> Publishing::publish_file(std::string yaml,
                                                                    std::string path,
                                                                    std::string file,
                                                                    core::Actor actor,
                                                                    core::Findings& findings) {
  const auto hash = core::sha256_hex(yaml);
  auto published = co_await publish(std::move(yaml), std::move(path), kAnyOrNoVersion,
                                    std::move(actor), findings, {}, file);
  if (!published) co_return published;
  auto remember = [&](ports::Tx& tx) { tx.set_setting(file_setting(file), hash); };
  co_await store_.transact(remember);
  co_return published;
}

}  // namespace baton::runtime
