#pragma once

#include "contract/file_store.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <variant>

namespace baton::runtime {

// The base of tests of rows that cannot be read, with runs that are damaged.
class DamagedFileTest : public store::FileStoreTest {
 protected:
  template <class Part>
  auto read(Part part) {
    return store::read(*store_, std::move(part));
  }

  // A run of "onboarding" that is open. An event in the log started it, or a step of `parent`.
  ports::RunRow begun_run(core::RunId parent = {}) {
    auto trigger = store::make_event("lead.won", std::to_string(++events_));
    ports::RunRow row;
    store::transact(*store_, [&](ports::Tx& tx) {
      tx.append(trigger);
      auto change = store::make_run(tx, {}, trigger.id);
      std::get<core::RunStarted>(change.entry.transitions.front()).parent = parent;
      change.run.started_at = change.run.updated_at = change.entry.at = clock_.now();
      tx.save(change);
      row = change.run;
    });
    return row;
  }
  // Lets an hour pass, and then appends a transition to the journal of a run. `row` becomes the row
  // that is stored.
  void happens(ports::RunRow& row, core::Transition transition,
               core::RunStatus status = core::RunStatus::running) {
    clock_.advance(std::chrono::hours(1));
    store::transact(*store_, [&](ports::Tx& tx) {
      auto change = store::next_change(row, status);
      change.run.updated_at = change.entry.at = clock_.now();
      if (core::ended(status)) change.run.ended_at = clock_.now();
      change.entry.cause = row.trigger;
      change.entry.transitions.push_back(std::move(transition));
      tx.save(change);
      row = change.run;
    });
  }
  // A run that has succeeded.
  core::RunId ended_run() {
    auto row = begun_run();
    happens(row, core::RunSucceeded{}, core::RunStatus::succeeded);
    return row.id;
  }

  int events_ = 0;
};

}  // namespace baton::runtime
