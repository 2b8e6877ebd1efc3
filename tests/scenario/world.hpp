#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/decide.hpp"
#include "baton/runtime/middle.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/store/memory.hpp"
#include "baton/templates/load.hpp"
#include "unit/at_once.hpp"
#include "unit/manual.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace baton::tests {

// The middle of the server with a clock that only the test moves: real bus, turns, processor and
// store, and actions that end when the test says so. After every turn each run's rows are held to
// what its journal replays to.
class World {
 public:
  World() { wire(); }

  void publish_template(const std::string& yaml) {
    auto loaded = templates::load(yaml, "scenario.yaml");
    for (const auto& finding : loaded.findings) {
      if (finding.severity == core::Finding::Severity::error)
        ADD_FAILURE() << templates::print(finding, yaml);
    }
    const auto name = loaded.workflow.value().name;
    const ports::TemplateRow row{name, ++versions_[name], yaml, "hash", {}, clock.now(), "test"};
    transact([&](ports::Tx& tx) {
      tx.put_template(row);
      middle_->activate(middle_->plans().plan(row).value());
    });
  }

  // What the sender is told: "accepted", "repeated", or the name of the error.
  std::string publish(core::Event event) {
    std::string answer;
    boost::asio::co_spawn(
        context_, middle_->bus().publish(std::move(event), 100),
        [&](const std::exception_ptr& error, const core::Result<bus::Receipt>& receipt) {
          EXPECT_FALSE(error);
          answer = !receipt            ? std::string(core::name(receipt.error().code))
                   : receipt->repeated ? "repeated"
                                       : "accepted";
        });
    context_.restart();
    context_.run();
    check();
    return answer;
  }
  void post(core::Event event) {
    middle_->bus().post(std::move(event));
    check();
  }

  // Ends the action that a step has in flight; false when there is none.
  bool finish(const std::string& step, core::ActionResult result) {
    for (auto at = in_flight.begin(); at != in_flight.end(); ++at) {
      if (at->step != step) continue;
      const auto action = *at;
      in_flight.erase(at);
      const core::Tried tried{action.look, action.mode == core::StartAction::Mode::read_back,
                              clock.steady()};
      post(core::action_finished(action.run, action.step, action.attempt, std::move(result),
                                 clock.now(), tried));
      return true;
    }
    return false;
  }

  void advance(core::Duration by) {
    clock.advance(by);
    std::vector<ports::AlarmRow> due;
    read([&](ports::Queries& queries) {
      due = queries.due_alarms(clock.steady(), clock.now(), 1000);
    });
    for (const auto& alarm : due)
      post(core::step_due(alarm.run, alarm.step, clock.now(), clock.now()));
  }

  // Everything in memory is gone; the outbox says what was being performed.
  void restart() {
    in_flight.clear();
    wire();
    transact([&](ports::Tx& tx) { middle_->load(tx); });
    read([&](ports::Queries& queries) {
      for (const auto& lane : queries.outbox_lanes()) {
        for (const auto& row : queries.outbox(lane, 1000)) {
          const auto run = runtime::load_run(queries, row.run).value();
          const auto& head = run.head();
          const auto plan = middle_->plans().plan(queries, head.workflow, head.version).value();
          if (auto action = engine::resume(*plan, run, row.step, clock.now()))
            in_flight.push_back(std::move(*action));
        }
      }
    });
  }

  // Transitions since the last call, in the order of the journal: "StepStarted ship".
  std::vector<std::string> news() {
    std::vector<std::string> names;
    read([&](ports::Queries& queries) {
      for (const auto& row : queries.journal_after(seen_, 10'000)) {
        seen_ = row.sequence;
        for (const auto& transition : row.transitions) {
          const auto& step = core::step_of(transition);
          names.push_back(std::string(core::transition_name(transition)) +
                          (step.empty() ? "" : " " + step.text()));
        }
      }
    });
    return names;
  }

  // The newest run of all.
  core::Run newest_run() {
    core::Run run;
    read([&](ports::Queries& queries) {
      run = runtime::load_run(queries, queries.runs({}).at(0).id).value();
    });
    return run;
  }

  template <class Part>
  void read(Part part) {
    store_->submit_read([&](ports::Queries& queries) { part(queries); },
                        [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
  }

  ManualClock clock;
  CountingRandom random;
  telemetry::Metrics metrics;
  std::vector<core::StartAction> in_flight;

 private:
  void transact(std::function<void(ports::Tx&)> part) { at_once(*store_, std::move(part)); }

  void wire() {
    const auto decided = [this](std::vector<core::StartAction> actions) {
      for (auto& action : actions) in_flight.push_back(std::move(action));
    };
    const auto failed = [](core::Duration) { ADD_FAILURE() << "the store failed"; };
    middle_ = std::make_unique<runtime::Middle>(*store_, clock, random, metrics, options_,
                                                runtime::Middle::Hooks{decided, failed});
  }

  // The saved rows are what the journals say.
  void check() {
    read([&](ports::Queries& queries) {
      EXPECT_EQ(queries.cursor(), queries.last_event()) << "an event was left unstepped";
      EXPECT_TRUE(queries.parked(10).empty()) << queries.parked(10).front().cause;
      std::set<ports::AlarmRow> expected;
      for (const auto& row : queries.runs({})) {
        const auto run = runtime::load_run(queries, row.id).value();
        EXPECT_EQ(run.status(), row.status);
        EXPECT_EQ(run.revision(), row.revision);
        std::vector<core::StepRef> rows;
        for (const auto& step : queries.steps(row.id)) {
          rows.push_back(step.step);
          const auto& state = run.step(step.step);
          EXPECT_EQ(step.status, state.status);
          EXPECT_EQ(step.attempt, state.attempt);
          const bool performing =
              step.status != core::StepStatus::waiting && step.status != core::StepStatus::gated;
          EXPECT_EQ(step.due, performing ? state.due : std::nullopt);
        }
        EXPECT_EQ(rows, runtime::as_stored(run).steps);
        for (const auto& alarm : runtime::as_stored(run).alarms) expected.insert(alarm);
      }
      const auto all = queries.due_alarms(core::Time::max(), core::Time::max(), 10'000);
      EXPECT_EQ(std::set<ports::AlarmRow>(all.begin(), all.end()), expected);
    });
  }

  boost::asio::io_context context_;
  runtime::Options options_{.runs_cached_max = 2};  // so few that replay is at work all the time
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock, random, false});
  std::unique_ptr<runtime::Middle> middle_;
  std::map<std::string, int> versions_;
  std::int64_t seen_ = 0;
};

}  // namespace baton::tests
