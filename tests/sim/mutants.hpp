#pragma once

#include "baton/core/effect.hpp"
#include "baton/ports/tx.hpp"
#include "sim/sim_time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::sim {

// The places at which a bug is planted: what flows between the product and its store, and between
// the product and the vendors. As it stands here it is the honest one; each mutant changes one
// thing.
class Mutant {
 public:
  virtual ~Mutant() = default;

  // Every process begins anew; `crashes` counts those before it.
  virtual void began(int /*crashes*/) {}
  // By which clock durations are measured.
  virtual SimTime::Steady steady() { return SimTime::Steady::own; }
  // Whether a wall clock that was set is trusted at once.
  virtual bool trusts_the_wall() { return false; }
  // It may look at the clocks of its world.
  virtual void sees(const SimTime& /*time*/) {}

  virtual ports::AppendResult append(ports::Tx& tx, core::Event& event) { return tx.append(event); }
  virtual void set_cursor(ports::Tx& tx, core::EventId position) { tx.set_cursor(position); }
  virtual void save(ports::Tx& tx, const ports::RunChange& change) { tx.save(change); }
  virtual std::optional<core::RunId> open_run(ports::Queries& queries, std::string_view workflow,
                                              std::string_view key) {
    return queries.open_run(workflow, key);
  }
  virtual std::vector<core::RunId> slot_holders(ports::Queries& queries, std::string_view workflow,
                                                std::string_view key, std::size_t limit) {
    return queries.slot_holders(workflow, key, limit);
  }
  virtual std::optional<core::RunId> next_in_slot(ports::Queries& queries,
                                                  std::string_view workflow, std::string_view key) {
    return queries.next_in_slot(workflow, key);
  }
  virtual std::vector<core::EventId> look_back(ports::Queries& queries, std::string_view type,
                                               core::EventId after, core::EventId before,
                                               std::size_t limit) {
    return queries.look_back(type, after, before, limit);
  }
  virtual std::vector<core::RunId> waiting(ports::Queries& queries, std::string_view type,
                                           std::string_view path, std::string_view value,
                                           core::RunId after, std::size_t limit) {
    return queries.waiting(type, path, value, after, limit);
  }
  virtual std::vector<ports::StepRow> outbox(ports::Queries& queries, std::string_view lane,
                                             std::size_t limit) {
    return queries.outbox(lane, limit);
  }
  virtual std::vector<ports::AlarmRow> due_alarms(ports::Queries& queries, core::Time steady,
                                                  core::Time wall, std::size_t limit) {
    return queries.due_alarms(steady, wall, limit);
  }
  virtual void set_schedule(ports::Tx& tx, std::string_view workflow,
                            std::optional<core::Time> due) {
    tx.set_schedule(workflow, due);
  }
  virtual void put_burst(ports::Tx& tx, const ports::BurstRow& row) { tx.put_burst(row); }
  virtual void put_fact(ports::Tx& tx, const core::FactValue& fact) { tx.put_fact(fact); }
  virtual std::optional<ports::WindowRow> window(ports::Queries& queries, std::int64_t window,
                                                 std::string_view key) {
    return queries.window(window, key);
  }
  virtual void put_window(ports::Tx& tx, const ports::WindowRow& row) { tx.put_window(row); }
  virtual std::size_t prune(ports::Tx& tx, core::Time runs_before, core::Time events_before,
                            std::size_t limit) {
    return tx.prune(runs_before, events_before, limit);
  }
  virtual std::optional<ports::TemplateRow> template_version(ports::Queries& queries,
                                                             std::string_view name, int version) {
    return queries.template_version(name, version);
  }
  // The attempt that an outcome is taken for, which may be an older one's.
  virtual int attempt_of(ports::Queries& /*queries*/, core::RunId /*run*/,
                         const std::string& /*step*/, int attempt) {
    return attempt;
  }
  // Whether a caller is told of success although its commit failed.
  virtual bool hides_failed_commit() { return false; }
  // Whether a commit that was told to have failed took place.
  virtual bool keeps_failed_commit() { return false; }

  // An action on its way to the vendor.
  virtual void send(core::StartAction& /*action*/) {}
  // Whether it is held back until later, unseen.
  virtual bool holds_back(const core::StartAction& /*action*/) { return false; }
  // Whether it is not told that something is missing in the configuration.
  virtual bool hides_what_is_missing() { return false; }
  // A vendor's answer on its way back.
  virtual void told(core::ActionResult& /*result*/) {}
  virtual void set_setting(ports::Tx& tx, std::string_view name, std::string_view value) {
    tx.set_setting(name, value);
  }
  // Whether the way out tries again by itself before it answers.
  virtual bool tries_again(const core::ActionResult& /*result*/) { return false; }
};

struct Planted {
  std::string_view name;
  std::string_view stands_for;
  std::unique_ptr<Mutant> (*make)();
  // In the world of this seed it was caught, so that is played first. Only when it is not caught
  // there any more is every world of the range played. It stands in a row where that takes long.
  std::uint64_t seed = 1;
};
const std::vector<Planted>& planted();
// The honest one for an empty name; nullptr when there is none of that name.
std::unique_ptr<Mutant> make_mutant(std::string_view name);

}  // namespace baton::sim
