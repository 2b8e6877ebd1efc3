#include "baton/telemetry/metrics.hpp"

#include "baton/core/effect.hpp"

#include <array>
#include <map>
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

namespace {

template <class Builder>
auto& family(prometheus::Registry& registry, Builder builder, const char* name, const char* help) {
  return builder.Name(name).Help(help).Register(registry);
}

// Counters of one name by one label.
class CountersByLabel {
 public:
  CountersByLabel(prometheus::Registry& registry, const char* name, const char* help,
                  std::string label)
      : family_(family(registry, prometheus::BuildCounter(), name, help)),
        label_(std::move(label)) {}

  prometheus::Counter& of(const std::string& value) { return family_.Add({{label_, value}}); }

 private:
  prometheus::Family<prometheus::Counter>& family_;
  std::string label_;
};

// The gauges of a workflow: how many of its runs stand so.
struct RunGauges {
  std::map<core::RunStatus, prometheus::Gauge*> by_status{};
  prometheus::Gauge* failing = nullptr;
};

constexpr std::array kRunStatuses{core::RunStatus::running, core::RunStatus::waiting,
                                  core::RunStatus::paused,  core::RunStatus::succeeded,
                                  core::RunStatus::failed,  core::RunStatus::cancelled};

// The bounds tell a fast vendor from a slow one, and that from one that does not answer. They are
// few, because there is a histogram for each connection.
const prometheus::Histogram::BucketBoundaries kAttemptBounds{0.1, 0.5, 1, 5, 30};

}  // namespace

// The families with labels. A status class is looked up for every answer, so these counters are
// made in advance.
struct Metrics::Families {
  explicit Families(prometheus::Registry& registry)
      : answers(prometheus::BuildCounter()
                    .Name("baton_http_answers_total")
                    .Help("HTTP answers, by status class.")
                    .Register(registry)),
        by_class{&answers.Add({{"class", "1xx"}}), &answers.Add({{"class", "2xx"}}),
                 &answers.Add({{"class", "3xx"}}), &answers.Add({{"class", "4xx"}}),
                 &answers.Add({{"class", "5xx"}})},
        refused_by(registry, "baton_refused_total", "Requests refused, by reason.", "reason"),
        redelivered_by(registry, "baton_redelivered_newer_total",
                       "Webhooks that came again with newer content, by connection.", "connection"),
        window_late_by(registry, "baton_window_late_total",
                       "Events that came too late for a window to count them where they happened, "
                       "by workflow.",
                       "workflow"),
        started_by(registry, "baton_workflow_runs_started_total", "Runs started, by workflow.",
                   "workflow"),
        succeeded_by(registry, "baton_workflow_runs_succeeded_total",
                     "Runs that ended well, by workflow.", "workflow"),
        failed_by(registry, "baton_workflow_runs_failed_total", "Runs that failed, by workflow.",
                  "workflow"),
        cancelled_by(registry, "baton_workflow_runs_cancelled_total",
                     "Runs that were cancelled, by workflow.", "workflow"),
        hook_events_by(registry, "baton_hook_events_total",
                       "Events that a webhook brought, by connection.", "connection"),
        hook_refused_by(registry, "baton_hook_refused_total",
                        "Deliveries of a webhook that were refused, by connection.", "connection"),
        attempts_by(family(registry, prometheus::BuildCounter(), "baton_connection_attempts_total",
                           "Attempts at actions, by connection and by how they ended.")),
        tokens_by(family(registry, prometheus::BuildCounter(), "baton_usage_tokens_total",
                         "Tokens of language models, by connection and direction.")),
        cost_by(registry, "baton_usage_cost_total",
                "What they cost, by connection and in the currency of its prices.", "connection"),
        seconds_by(family(registry, prometheus::BuildHistogram(),
                          "baton_connection_attempt_seconds",
                          "Length of one attempt at an action, by connection.")),
        runs_by(family(registry, prometheus::BuildGauge(), "baton_runs",
                       "Runs that are kept, by status.")),
        workflow_runs_by(family(registry, prometheus::BuildGauge(), "baton_workflow_runs",
                                "Runs that are kept, by workflow and status.")),
        failing_by(family(registry, prometheus::BuildGauge(), "baton_workflow_runs_failing",
                          "Open runs in which a step has failed for good, by workflow.")),
        all_runs(gauges_of(runs_by, {})),
        build(family(registry, prometheus::BuildGauge(), "baton_build_info",
                     "What was built; always 1.")) {
    all_runs.failing =
        &gauge(registry, "baton_runs_failing", "Open runs in which a step has failed for good.");
  }

  static RunGauges gauges_of(prometheus::Family<prometheus::Gauge>& family,
                             const prometheus::Labels& labels) {
    RunGauges gauges;
    for (const auto status : kRunStatuses) {
      auto all = labels;
      all["status"] = std::string(core::to_text(status));
      gauges.by_status[status] = &family.Add(all);
    }
    return gauges;
  }

  ConnectionSeries connection_of(const std::string& name) {
    std::array<prometheus::Counter*, ConnectionSeries::kKinds> by_kind{};
    for (std::size_t at = 0; at < by_kind.size(); ++at) {
      const auto kind = static_cast<core::ActionResult::Kind>(at);
      by_kind[at] =
          &attempts_by.Add({{"connection", name}, {"outcome", std::string(core::to_text(kind))}});
    }
    return {by_kind, seconds_by.Add({{"connection", name}}, kAttemptBounds)};
  }

  prometheus::Family<prometheus::Counter>& answers;
  std::array<prometheus::Counter*, 5> by_class;
  CountersByLabel refused_by, redelivered_by, window_late_by, started_by, succeeded_by, failed_by,
      cancelled_by, hook_events_by, hook_refused_by;
  prometheus::Family<prometheus::Counter>& attempts_by;
  prometheus::Family<prometheus::Counter>& tokens_by;
  CountersByLabel cost_by;
  prometheus::Family<prometheus::Histogram>& seconds_by;
  prometheus::Family<prometheus::Gauge>& runs_by;
  prometheus::Family<prometheus::Gauge>& workflow_runs_by;
  prometheus::Family<prometheus::Gauge>& failing_by;
  RunGauges all_runs;
  prometheus::Family<prometheus::Gauge>& build;

  SeriesByLabel<prometheus::Counter*> refused{[this](const std::string& reason) {
    return std::make_unique<prometheus::Counter*>(&refused_by.of(reason));
  }};
  SeriesByLabel<prometheus::Counter*> redelivered{[this](const std::string& connection) {
    return std::make_unique<prometheus::Counter*>(&redelivered_by.of(connection));
  }};
  SeriesByLabel<prometheus::Counter*> window_late{[this](const std::string& workflow) {
    return std::make_unique<prometheus::Counter*>(&window_late_by.of(workflow));
  }};
  SeriesByLabel<WorkflowSeries> workflows{[this](const std::string& name) {
    return std::make_unique<WorkflowSeries>(WorkflowSeries{
        started_by.of(name), succeeded_by.of(name), failed_by.of(name), cancelled_by.of(name)});
  }};
  SeriesByLabel<ConnectionSeries> connections{[this](const std::string& name) {
    return std::make_unique<ConnectionSeries>(connection_of(name));
  }};
  SeriesByLabel<HookSeries> hooks{[this](const std::string& name) {
    return std::make_unique<HookSeries>(
        HookSeries{hook_events_by.of(name), hook_refused_by.of(name)});
  }};
  SeriesByLabel<UsageSeries> usage{[this](const std::string& name) {
    return std::make_unique<UsageSeries>(UsageSeries{
        tokens_by.Add({{"connection", name}, {"direction", "input"}}),
        tokens_by.Add({{"connection", name}, {"direction", "output"}}), cost_by.of(name)});
  }};
  SeriesByLabel<RunGauges> runs{[this](const std::string& name) {
    RunGauges gauges = gauges_of(workflow_runs_by, {{"workflow", name}});
    gauges.failing = &failing_by.Add({{"workflow", name}});
    return std::make_unique<RunGauges>(std::move(gauges));
  }};
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
      gates_asked(counter(*registry, "baton_gates_asked_total",
                          "Gates that were asked, each time that one was.")),
      look_backs_cut(counter(*registry, "baton_look_backs_cut_total",
                             "Waits that could not look back as far as they should.")),
      descendants_refused(counter(
          *registry, "baton_descendants_refused_total",
          "Lifecycle events not published: one event had caused too many, or too deep a chain.")),
      spans_exported(counter(*registry, "baton_spans_exported_total",
                             "Spans of traces that the collector has taken.")),
      spans_dropped(
          counter(*registry, "baton_spans_dropped_total", "Spans of traces that were dropped.")),
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
      goal_coverage(gauge(*registry, "baton_goal_coverage_ratio",
                          "How much of the actions of active workflows belongs to a goal.")),
      backlog_seconds(
          gauge(*registry, "baton_backlog_seconds",
                "Age of the oldest event that is stored and not yet stepped; 0: there is none.")),
      connections_open(gauge(*registry, "baton_connections_open", "Open HTTP connections.")),
      runs_open(gauge(*registry, "baton_runs_open", "Runs that have not ended.")),
      approvals_open(
          gauge(*registry, "baton_approvals_open", "Approvals that nobody has decided.")),
      parked_events(gauge(*registry, "baton_parked_events",
                          "Events that are set aside and wait for a person.")),
      disk_free_bytes(gauge(*registry, "baton_disk_free_bytes",
                            "Free space of the disk that the database is on.")),
      database_bytes(
          gauge(*registry, "baton_database_bytes", "Size of the database with its log.")),
      reserve_reached(gauge(*registry, "baton_reserve_reached",
                            "1 while events are refused because too little disk is free.")),
      resident_memory_bytes(
          gauge(*registry, "process_resident_memory_bytes", "Resident memory size in bytes.")),
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
  return *families_->refused.of(reason);
}

prometheus::Counter& Metrics::redelivered(std::string_view connection) {
  return *families_->redelivered.of(connection);
}

prometheus::Counter& Metrics::window_late(std::string_view workflow) {
  return *families_->window_late.of(workflow);
}

WorkflowSeries& Metrics::workflow(std::string_view name) { return families_->workflows.of(name); }

ConnectionSeries& Metrics::connection(std::string_view name) {
  return families_->connections.of(name);
}

HookSeries& Metrics::hook(std::string_view connection) { return families_->hooks.of(connection); }

UsageSeries& Metrics::usage(std::string_view connection) { return families_->usage.of(connection); }

void Metrics::set_runs(const std::vector<RunsNow>& runs) {
  std::map<prometheus::Gauge*, double> now;
  const auto begin = [&now](RunGauges& gauges) {
    for (const auto& [status, gauge] : gauges.by_status) now[gauge] = 0;
    now[gauges.failing] = 0;
  };
  begin(families_->all_runs);
  families_->runs.each(begin);
  for (const RunsNow& alike : runs) {
    for (RunGauges* gauges : {&families_->all_runs, &families_->runs.of(alike.workflow)}) {
      now[gauges->by_status.at(alike.status)] += static_cast<double>(alike.runs);
      if (alike.failing) now[gauges->failing] += static_cast<double>(alike.runs);
    }
  }
  for (const auto& [gauge, value] : now) gauge->Set(value);
}

void Metrics::set_build(const std::string& version, const std::string& commit,
                        const std::string& schema) {
  families_->build.Add({{"version", version}, {"commit", commit}, {"schema", schema}}).Set(1);
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
