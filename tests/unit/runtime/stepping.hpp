#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/event.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "baton/telemetry/metrics.hpp"
#include "runtime/catalog.hpp"
#include "runtime/processor.hpp"
#include "runtime/turn.hpp"
#include "unit/at_once.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::runtime {

// The base of tests that publish templates and events and look at what turns made of them. Turns
// run over a store in memory, inside the call that wakes them.
class SteppingTest : public testing::Test {
 protected:
  SteppingTest() { wire(); }

  // A process that begins, over the store as it is.
  void wire() {
    turns_.reset();
    bus_ = std::make_unique<bus::Bus>();
    catalog_ = std::make_unique<Catalog>(plans_);
    transact([&](ports::Tx& tx) { catalog_->load(tx); });
    processor_ = std::make_unique<Processor>(*catalog_, clock_, random_, options_);
    const auto committed = [this](Afterwards) {
      ++turns_done_;
      if (after_turn_) after_turn_();
    };
    turns_ = std::make_unique<Turns>(
        *store_, *bus_, *processor_, clock_, metrics_, options_,
        Turns::Hooks{committed, [](core::Duration) { ADD_FAILURE() << "the store failed"; }});
  }
  void transact(std::function<void(ports::Tx&)> part) { tests::at_once(*store_, std::move(part)); }
  void publish(const std::string& name, const std::string& rest) {
    const auto version = ++versions_[name];
    const ports::TemplateRow row{
        name, version, "workflow: " + name + "\n" + rest, "hash", {}, clock_.now(), "test"};
    transact([&](ports::Tx& tx) {
      tx.put_template(row);
      catalog_->activate(try_plan(row).value());
    });
  }
  static core::Event event(std::string type, core::Json data = core::Json::object()) {
    core::Event event;
    event.type = std::move(type);
    event.source = "test";
    event.data = std::move(data);
    return event;
  }
  void post(std::string type, core::Json data = core::Json::object()) {
    auto given = event(std::move(type), std::move(data));
    given.time = given.received = clock_.now();
    bus_->post(std::move(given));
    turns_->wake();
  }
  // One part a turn.
  void in_no_time() { options_.turn_budget = core::Duration(-1); }
  void with_time() { options_.turn_budget = std::chrono::hours(1); }

  std::vector<core::Run> runs(std::string_view workflow = {}) {
    std::vector<core::Run> found;
    transact([&](ports::Tx& tx) {
      EXPECT_TRUE(tx.parked(1).empty());
      for (const auto& row : tx.runs({.limit = 100'000}))
        if (workflow.empty() || row.workflow == workflow) found.push_back(*load_run(tx, row.id));
    });
    return found;
  }
  std::int64_t count(std::string_view type) {
    std::int64_t found = 0;
    transact([&](ports::Tx& tx) {
      for (const auto& one : tx.events_after({}, 1'000'000)) found += one.type == type ? 1 : 0;
    });
    return found;
  }
  bool all(core::RunStatus status) {
    for (const auto& run : runs()) {
      if (run.status() != status) return false;
    }
    return true;
  }

  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  telemetry::Metrics metrics_;
  Options options_{.turn_events_max = 100'000, .turn_budget = std::chrono::hours(1)};
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  std::unique_ptr<bus::Bus> bus_;
  PlanCache plans_{4};
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<Processor> processor_;
  std::unique_ptr<Turns> turns_;
  std::map<std::string, int> versions_;
  int turns_done_ = 0;
  std::function<void()> after_turn_;
};

}  // namespace baton::runtime
