#pragma once

#include "baton/core/run.hpp"
#include "baton/telemetry/series.hpp"

#include <cstdint>
#include <memory>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <string>
#include <string_view>
#include <vector>

namespace prometheus {
class Registry;
}  // namespace prometheus

namespace baton::telemetry {

// How many runs of one workflow stand alike.
struct RunsNow {
  std::string_view workflow;
  core::RunStatus status = core::RunStatus::running;
  // Whether they are open, and a step has failed that their template does not forgive.
  bool failing = false;
  std::int64_t runs = 0;
};

// All that Baton counts, by name, so that a reader finds every metric in this one place. The names
// and help texts that Prometheus sees are in src/telemetry/metrics.cpp. Every member may be used
// from any thread.
class Metrics {
 public:
  // All metrics at 0, in a registry of their own.
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;

  // --- counters ---
  // Events of publishers that are durable and acknowledged.
  prometheus::Counter& events_accepted;
  // Events that were in the log already, and were dropped.
  prometheus::Counter& events_repeated;
  // Events that could not be stepped and were set aside with their cause.
  prometheus::Counter& events_parked;
  prometheus::Counter& runs_started;
  prometheus::Counter& runs_succeeded;
  prometheus::Counter& runs_failed;
  prometheus::Counter& runs_cancelled;
  // Attempts at an action that succeeded.
  prometheus::Counter& actions_succeeded;
  // Attempts at an action after which another one is due.
  prometheus::Counter& actions_retried;
  // Attempts at an action that failed for good.
  prometheus::Counter& actions_failed;
  // Attempts at an action whose answer was lost.
  prometheus::Counter& actions_unknown;
  // Conditions of gates, triggers, run keys and waits that could not be evaluated.
  prometheus::Counter& gate_errors;
  // Gates that were asked: evaluations of their conditions that decided something.
  prometheus::Counter& gates_asked;
  // Waits that could not look back over the log as far as they should.
  prometheus::Counter& look_backs_cut;
  // Lifecycle events that were not published, because one event had caused too many or too deep a
  // chain (core/limits.hpp).
  prometheus::Counter& descendants_refused;
  // Spans of traces that a collector has taken, and those that were dropped because too many waited
  // or the collector did not take them.
  prometheus::Counter& spans_exported;
  prometheus::Counter& spans_dropped;
  // Turns that were committed.
  prometheus::Counter& turns;
  // Requests that were refused, by reason: "bad_signature", "malformed", "too_large",
  // "unavailable", …
  prometheus::Counter& refused(std::string_view reason);
  // Webhooks that came again with newer content, by connection.
  prometheus::Counter& redelivered(std::string_view connection);
  // Events that windows and thresholds counted as of their receipt, because they had happened too
  // long before, by workflow.
  prometheus::Counter& window_late(std::string_view workflow);
  // The series of one workflow, of the actions of one connection, of its webhook, and of what its
  // calls use.
  // Beyond SeriesByLabel::kValuesMax names of a kind, the further ones share the series "other".
  WorkflowSeries& workflow(std::string_view name);
  ConnectionSeries& connection(std::string_view name);
  HookSeries& hook(std::string_view connection);
  UsageSeries& usage(std::string_view connection);
  // HTTP answers by the class of their status ("2xx").
  prometheus::Counter& http_answers(int status);

  // --- gauges ---
  // Events that wait on the bus for a turn.
  prometheus::Gauge& bus_waiting;
  // Actions that are being performed.
  prometheus::Gauge& actions_in_flight;
  // Lanes whose actions wait because a connection, its secret or an operation is missing.
  prometheus::Gauge& lanes_held;
  // Connections that asked to be left alone for a while, wholly or in some operations.
  prometheus::Gauge& connections_paused;
  // Connections that are not in use, or only in part, because their configuration is wrong.
  prometheus::Gauge& connections_faulty;
  // How much of the actions of active workflows belongs to a goal: 1 for all of them.
  prometheus::Gauge& goal_coverage;
  // Age of the oldest event that is stored and not yet stepped; 0 if there is none.
  prometheus::Gauge& backlog_seconds;
  // Open HTTP connections.
  prometheus::Gauge& connections_open;
  // Runs that have not ended.
  prometheus::Gauge& runs_open;
  // Approvals that nobody has decided.
  prometheus::Gauge& approvals_open;
  // Events that are set aside and wait for a person.
  prometheus::Gauge& parked_events;
  // Free space of the disk that the database is on, and the size of the database with its log.
  prometheus::Gauge& disk_free_bytes;
  prometheus::Gauge& database_bytes;
  // 1 while events from outside are refused because too little of the disk is free.
  prometheus::Gauge& reserve_reached;
  // The memory of the process.
  prometheus::Gauge& resident_memory_bytes;
  // All runs that are kept, by status and by workflow; a group that is not among `runs` has none.
  void set_runs(const std::vector<RunsNow>& runs);
  // What was built: the labels of a gauge that is always 1. Called once.
  void set_build(const std::string& version, const std::string& commit, const std::string& schema);
  // How far the wall clock is from where steady time, which nobody sets, would put it.
  prometheus::Gauge& wall_clock_off_seconds;

  // --- histograms, in seconds ---
  // Length of a turn, its commit included.
  prometheus::Histogram& turn_seconds;
  // How long it takes from the events of a request being checked to all of them being durable. To
  // read and check the request is not in it, nor to write its answer.
  prometheus::Histogram& accept_seconds;
  // How long it takes from an event being received to its first action being sent.
  prometheus::Histogram& first_action_seconds;
  // Length of one attempt at an action.
  prometheus::Histogram& action_seconds;

  // All of it in the Prometheus text exposition format, version 0.0.4.
  std::string text() const;

 private:
  std::unique_ptr<prometheus::Registry> registry_;
  struct Families;
  std::unique_ptr<Families> families_;
  explicit Metrics(std::unique_ptr<prometheus::Registry> registry);
};

}  // namespace baton::telemetry
