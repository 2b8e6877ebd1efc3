#pragma once

#include <memory>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <string>
#include <string_view>

namespace prometheus {
class Registry;
}  // namespace prometheus

namespace baton::telemetry {

// All that Baton counts, by name, so that a reader finds every metric in this one place.
// Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;

  // Counters.
  prometheus::Counter& events_accepted;  // durable and acknowledged
  prometheus::Counter& events_repeated;  // a redelivery, dropped
  prometheus::Counter& events_parked;
  prometheus::Counter& runs_started;
  prometheus::Counter& runs_succeeded;
  prometheus::Counter& runs_failed;
  prometheus::Counter& runs_cancelled;
  prometheus::Counter& actions_succeeded;
  prometheus::Counter& actions_retried;
  prometheus::Counter& actions_failed;
  prometheus::Counter& actions_unknown;
  prometheus::Counter& gate_errors;  // of triggers, run keys and waits too
  prometheus::Counter& look_backs_cut;
  prometheus::Counter& descendants_refused;
  prometheus::Counter& turns;
  // A request that was refused, by reason ("bad_signature", "malformed", "too_large", "unavailable"
  // …).
  prometheus::Counter& refused(std::string_view reason);
  // A webhook came again with newer content, by connection.
  prometheus::Counter& redelivered(std::string_view connection);
  // HTTP answers by status class ("2xx").
  prometheus::Counter& http_answers(int status);

  // Gauges.
  prometheus::Gauge& bus_waiting;
  prometheus::Gauge& actions_in_flight;
  prometheus::Gauge& lanes_held;  // whose actions wait because our own configuration is in the way
  prometheus::Gauge& connections_paused;  // that asked to be left alone
  prometheus::Gauge& connections_faulty;  // that are not in use, or not wholly, for what is wrong
                                          // in their configuration
  prometheus::Gauge& backlog_seconds;  // age of the oldest event that is stored and not yet stepped
  prometheus::Gauge& connections_open;
  prometheus::Gauge&
      wall_clock_off_seconds;  // from where it should stand by the clock that nobody sets

  // Histograms, in seconds.
  prometheus::Histogram& turn_seconds;
  prometheus::Histogram& accept_seconds;        // request read to durable
  prometheus::Histogram& first_action_seconds;  // event received to its first action sent
  prometheus::Histogram& action_seconds;

  // The Prometheus text exposition format, version 0.0.4.
  std::string text() const;

 private:
  std::unique_ptr<prometheus::Registry> registry_;
  struct Families;
  std::unique_ptr<Families> families_;
  explicit Metrics(std::unique_ptr<prometheus::Registry> registry);
};

}  // namespace baton::telemetry
