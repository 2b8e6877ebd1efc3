#include "baton/telemetry/metrics.hpp"

#include <array>
#include <prometheus/family.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sstream>
#include <utility>

namespace baton::telemetry {
namespace {

prometheus::Counter& counter(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

// The bounds reach from what one turn takes on a fast disk to what a person calls slow.
prometheus::Histogram& seconds(prometheus::Registry& registry, const char* name, const char* help) {
  static const prometheus::Histogram::BucketBoundaries kBounds{
      0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({}, kBounds);
}

}  // namespace

// The families with labels. A status class is looked up for every answer, so these counters are
// made in advance.
struct Metrics::Families {
  explicit Families(prometheus::Registry& registry)
      : refused(prometheus::BuildCounter()
                    .Name("baton_refused_total")
                    .Help("Requests refused, by reason.")
                    .Register(registry)),
        redelivered(prometheus::BuildCounter()
                        .Name("baton_redelivered_newer_total")
                        .Help("Webhooks that came again with newer content, by connection.")
                        .Register(registry)),
        answers(prometheus::BuildCounter()
                    .Name("baton_http_answers_total")
                    .Help("HTTP answers, by status class.")
                    .Register(registry)),
        by_class{&answers.Add({{"class", "1xx"}}), &answers.Add({{"class", "2xx"}}),
                 &answers.Add({{"class", "3xx"}}), &answers.Add({{"class", "4xx"}}),
                 &answers.Add({{"class", "5xx"}})} {}

  prometheus::Family<prometheus::Counter>& refused;
  prometheus::Family<prometheus::Counter>& redelivered;
  prometheus::Family<prometheus::Counter>& answers;
  std::array<prometheus::Counter*, 5> by_class;
};

Metrics::Metrics() : Metrics(std::make_unique<prometheus::Registry>()) {}
Metrics::~Metrics() = default;

Metrics::Metrics(std::unique_ptr<prometheus::Registry> registry)
    : events_accepted(counter(*registry, "baton_events_accepted_total",
                              "Events that are durable and acknowledged.")),
      events_repeated(
          counter(*registry, "baton_events_repeated_total", "Redelivered events, dropped.")),
      events_parked(
          counter(*registry, "baton_events_parked_total", "Events set aside with their cause.")),
      runs_started(counter(*registry, "baton_runs_started_total", "Runs started.")),
      runs_succeeded(counter(*registry, "baton_runs_succeeded_total", "Runs that ended well.")),
      runs_failed(counter(*registry, "baton_runs_failed_total", "Runs that failed.")),
      runs_cancelled(counter(*registry, "baton_runs_cancelled_total", "Runs that were cancelled.")),
      actions_succeeded(
          counter(*registry, "baton_actions_succeeded_total", "Actions that succeeded.")),
      actions_retried(counter(*registry, "baton_actions_retried_total",
                              "Attempts at an action that will be repeated.")),
      actions_failed(
          counter(*registry, "baton_actions_failed_total", "Actions that failed for good.")),
      actions_unknown(
          counter(*registry, "baton_actions_unknown_total", "Attempts whose answer was lost.")),
      gate_errors(
          counter(*registry, "baton_gate_errors_total",
                  "Gates, triggers, run keys and waits whose condition could not be evaluated.")),
      look_backs_cut(counter(*registry, "baton_look_backs_cut_total",
                             "Waits that could not look back as far as they should.")),
      descendants_refused(counter(
          *registry, "baton_descendants_refused_total",
          "Lifecycle events not published: one event had caused too many, or too deep a chain.")),
      turns(counter(*registry, "baton_turns_total", "Turns committed.")),
      bus_waiting(gauge(*registry, "baton_bus_waiting", "Events waiting for a turn.")),
      actions_in_flight(gauge(*registry, "baton_actions_in_flight", "Actions being performed.")),
      lanes_held(gauge(
          *registry, "baton_lanes_held",
          "Lanes whose actions wait because a connection, its secret or an operation is missing.")),
      connections_paused(
          gauge(*registry, "baton_connections_paused",
                "Connections that asked to be left alone for a while, wholly or in part.")),
      connections_faulty(gauge(*registry, "baton_connections_faulty",
                               "Connections that are not in use, or not wholly, for what is wrong "
                               "in their configuration.")),
      backlog_seconds(
          gauge(*registry, "baton_backlog_seconds",
                "Age of the oldest event that is stored and not yet stepped; 0: there is none.")),
      connections_open(gauge(*registry, "baton_connections_open", "Open HTTP connections.")),
      wall_clock_off_seconds(gauge(*registry, "baton_wall_clock_off_seconds",
                                   "By how much the wall clock stands off from where the time "
                                   "since the machine's start puts it.")),
      turn_seconds(seconds(*registry, "baton_turn_seconds", "Length of a turn, commit included.")),
      accept_seconds(seconds(*registry, "baton_accept_seconds",
                             "From the events of a request checked to all of them durable.")),
      first_action_seconds(seconds(*registry, "baton_first_action_seconds",
                                   "From an event received to its first action sent.")),
      action_seconds(
          seconds(*registry, "baton_action_seconds", "Length of one attempt at an action.")),
      registry_(std::move(registry)),
      families_(std::make_unique<Families>(*registry_)) {}

prometheus::Counter& Metrics::refused(std::string_view reason) {
  return families_->refused.Add({{"reason", std::string(reason)}});
}

prometheus::Counter& Metrics::redelivered(std::string_view connection) {
  return families_->redelivered.Add({{"connection", std::string(connection)}});
}

prometheus::Counter& Metrics::http_answers(int status) {
  const int index = status / 100 - 1;
  return *families_->by_class[index >= 0 && index < 5 ? static_cast<std::size_t>(index) : 4];
}

std::string Metrics::text() const {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, registry_->Collect());
  return std::move(out).str();
}

}  // namespace baton::telemetry
