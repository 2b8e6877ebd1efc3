#pragma once

#include "baton/calendar/calendars.hpp"
#include "baton/cel/expression.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/result.hpp"
#include "baton/facts/definitions.hpp"
#include "baton/goals/tree.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/connector.hpp"
#include "baton/ports/store.hpp"
#include "baton/routing/routes.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/runtime.hpp"
#include "baton/templates/load.hpp"
#include "runtime/catalog.hpp"
#include "runtime/workshop.hpp"

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {

// What templates may name beside connections.
struct Tables {
  std::shared_ptr<const calendar::Calendars> calendars;
  std::shared_ptr<const routing::Routes> routes;
  std::shared_ptr<const facts::Definitions> facts;
  std::shared_ptr<const goals::Tree> goals{};
  // Whether each template has to belong to one of these.
  bool goal_required = false;

  // What a template is checked against.
  templates::Outside outside() const {
    templates::Outside all{calendars.get(), routes.get(), facts.get(), goals.get()};
    all.goal_required = goal_required;
    return all;
  }
};

// Told when the alarm of a workflow's schedules is due, once the alarm is on disk.
using Armed = std::function<void(core::Time due)>;

// Called when a version is in force whose slots may have more places than before (raises_limit()).
// On the store's thread.
using Raised = std::function<void(const std::string& workflow)>;

// Checks and publishes templates. A new version is stored in one transaction. The next one, once
// that is on disk, makes it the version that new runs begin with. The methods are those of Runtime,
// which says what they do. Lives on one executor.
class Publishing {
 public:
  Publishing(ports::Store& store, PlanCache& plans, Catalog& catalog, ports::Connectors& connectors,
             ports::Clock& clock, Workshop& workshop, Tables tables, Armed armed, Raised raised)
      : store_(store),
        plans_(plans),
        catalog_(catalog),
        connectors_(connectors),
        clock_(clock),
        workshop_(workshop),
        tables_(std::move(tables)),
        armed_(std::move(armed)),
        raised_(std::move(raised)) {}

  boost::asio::awaitable<core::Result<Checked>> check(std::string yaml, std::string file,
                                                      std::vector<std::string> drop = {});
  boost::asio::awaitable<core::Result<PublishedTemplate>> publish(
      std::string yaml, std::string file, int if_version, core::Actor actor,
      core::Findings& findings, std::string name, std::string from_file,
      std::vector<std::string> drop = {});
  boost::asio::awaitable<core::Result<PublishedTemplate>> publish_file(std::string yaml,
                                                                       std::string path,
                                                                       std::string file,
                                                                       core::Actor actor,
                                                                       core::Findings& findings);
  void use_calendars(std::shared_ptr<const calendar::Calendars> calendars) {
    tables_.calendars = std::move(calendars);
  }
  void use_routes(std::shared_ptr<const routing::Routes> routes) {
    tables_.routes = std::move(routes);
  }
  void use_facts(std::shared_ptr<const facts::Definitions> facts) {
    tables_.facts = std::move(facts);
  }
  void use_goals(std::shared_ptr<const goals::Tree> goals) { tables_.goals = std::move(goals); }

 private:
  boost::asio::awaitable<core::Result<templates::Loaded>> load(std::string yaml, std::string file);

  ports::Store& store_;
  PlanCache& plans_;
  Catalog& catalog_;
  ports::Connectors& connectors_;
  ports::Clock& clock_;
  Workshop& workshop_;
  Tables tables_;
  Armed armed_;
  Raised raised_;
};

}  // namespace baton::runtime
