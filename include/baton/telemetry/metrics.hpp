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

// A count of runs: those of one workflow that have the same status and are equally failing or not.
struct RunsNow {
  // The name of the workflow. It is borrowed until set_runs() returns.
  std::string_view workflow;
  // The status of these runs.
  core::RunStatus status = core::RunStatus::running;
  // True if they are open and one of their steps has failed for good.
  bool failing = false;
  // How many they are.
  std::int64_t runs = 0;
};

// All metrics of Baton, in this one place. The names and help texts that Prometheus sees are in
// src/telemetry/metrics.cpp. Every member may be used from any thread. Counters begin at 0 with the
// process.
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
  // Events whose processing failed, and that were set aside (parked) with the cause.
  prometheus::Counter& events_parked;
  // Runs that began, of all workflows together, as the three counters below.
  prometheus::Counter& runs_started;
  // Runs that ended with status `succeeded`.
  prometheus::Counter& runs_succeeded;
  // Times that a run ended with status `failed`. A run that a person has tried again, and that
  // fails again, counts each time.
  prometheus::Counter& runs_failed;
  // Runs that ended with status `cancelled`.
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
  // Evaluations of the conditions of gates in decisions. One whose result only people are told, as
  // the answer to why a run waits, is not counted.
  prometheus::Counter& gates_asked;
  // Waits that could not look back over the log as far as they should.
  prometheus::Counter& look_backs_cut;
  // Lifecycle events that were not published, because one event had caused too many or too deep a
  // chain (core/limits.hpp).
  prometheus::Counter& descendants_refused;
  // Spans of traces that a collector has taken.
  prometheus::Counter& spans_exported;
  // Spans that were dropped because too many waited (Spans::Options::waiting_max), or because the
  // collector did not take them.
  prometheus::Counter& spans_dropped;
  // Turns that were committed.
  prometheus::Counter& turns;
  // Requests that were refused for this reason: "bad_signature", "malformed", "too_large",
  // "unavailable", … For this function and for the six below: beyond SeriesByLabel::kValuesMax
  // different values, further ones share the series "other".
  prometheus::Counter& refused(std::string_view reason);
  // Webhooks that came again with newer content, by connection.
  prometheus::Counter& redelivered(std::string_view connection);
  // Events that windows and thresholds of a workflow counted at the time of their receipt, because
  // they had happened longer before than `late` allows.
  prometheus::Counter& window_late(std::string_view workflow);
  // What is counted of the runs of one workflow.
  WorkflowSeries& workflow(std::string_view name);
  // What is counted of the actions of one connection.
  ConnectionSeries& connection(std::string_view name);
  // What is counted of the webhook of one connection.
  HookSeries& hook(std::string_view connection);
  // What the calls of one connection used of what is paid for by use.
  UsageSeries& usage(std::string_view connection);
  // HTTP answers by the class of their status ("2xx"). A status outside 100 to 599 counts as "5xx".
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
  // Free space of the disk that the database is on.
  prometheus::Gauge& disk_free_bytes;
  // The size of the database, with its write-ahead log.
  prometheus::Gauge& database_bytes;
  // 1 while events from outside are refused because too little of the disk is free.
  prometheus::Gauge& reserve_reached;
  // The memory of the process: its resident set, see resident_bytes().
  prometheus::Gauge& resident_memory_bytes;
  // Sets the gauges of all runs that are kept, by status and by workflow. A combination that is not
  // among `runs` becomes 0.
  void set_runs(const std::vector<RunsNow>& runs);
  // Sets the labels of `baton_build_info`, a gauge that is always 1. Called once.
  void set_build(const std::string& version, const std::string& commit, const std::string& schema);
  // How far, in seconds, the wall clock is from the time that steady time, which nobody can set,
  // leads to. It is not 0 once somebody has changed the machine's clock.
  prometheus::Gauge& wall_clock_off_seconds;

  // --- histograms, in seconds ---
  // Length of a turn, its commit included.
  prometheus::Histogram& turn_seconds;
  // The time from when the events of a request are checked until all of them are durable. Reading
  // and checking the request is not included, and neither is writing its answer.
  prometheus::Histogram& accept_seconds;
  // The time from when an event is received until its first action is sent.
  prometheus::Histogram& first_action_seconds;
  // Length of one attempt at an action.
  prometheus::Histogram& action_seconds;

  // All metrics in the Prometheus text exposition format, version 0.0.4.
  std::string text() const;

 private:
  std::unique_ptr<prometheus::Registry> registry_;
  struct Families;
  std::unique_ptr<Families> families_;
  explicit Metrics(std::unique_ptr<prometheus::Registry> registry);
};

}  // namespace baton::telemetry
