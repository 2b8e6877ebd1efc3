#pragma once

#include "baton/core/time.hpp"
#include "baton/core/trace.hpp"
#include "baton/telemetry/metrics.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace baton::telemetry {

// One part of a trace that is over: an event that was processed, a run, an attempt at an action.
struct Span {
  // The span kinds of OpenTelemetry that Baton uses, with the numbers of its protocol (`SpanKind`).
  enum class Kind { internal = 1, client = 3, consumer = 5 };
  // The trace that it belongs to. `trace.span` is the id of this span.
  core::Trace trace{};
  // The id of the span that caused it; zero when there is none.
  std::uint64_t parent = 0;
  // What it is about: "jira.create_issue". Collectors group spans by it, so it holds no id.
  std::string name{};
  // `consumer` for an event, `internal` for a run, `client` for an attempt at an action.
  Kind kind = Kind::internal;
  // When it began, by the wall clock.
  core::Time began{};
  // When it ended, by the wall clock.
  core::Time ended{};
  // Names and values that say more. No value is taken from the data of an event, or from what an
  // action is given or answers, since that may hold secrets.
  std::vector<std::pair<std::string, std::string>> attributes{};
  // True if what it stands for failed.
  bool failed = false;
  // Why it failed, in a few words such as "timeout" or "step ship"; may be empty.
  std::string error{};
};

// The spans that wait to be exported. put() never waits: when too many spans wait already, the new
// one is dropped and counted. Any thread.
class Spans {
 public:
  // How many traces are kept, and how many spans may wait.
  struct Options {
    // The share of all traces that is kept, from 0 to 1.
    double sample = 1;
    // The most spans that wait. A span takes about a kilobyte.
    std::size_t waiting_max = 10'000;
  };
  // Counts what is dropped in `metrics`, which outlives this object.
  Spans(Options options, Metrics& metrics) : options_(options), metrics_(metrics) {}

  // True if the spans of this trace are kept. This follows from the trace id alone, so that all
  // servers with the same `sample` keep the same traces, and each of them whole.
  bool takes(const core::Trace& trace) const;
  // Adds a span, if takes() holds for its trace. Otherwise does nothing.
  void put(Span span);
  // Removes the spans that have waited longest, `most` of them at most, and returns them.
  std::vector<Span> take(std::size_t most);

 private:
  const Options options_;
  Metrics& metrics_;
  std::mutex mutex_{};
  std::vector<Span> waiting_{};
};

// Spans as the body of an OTLP/HTTP request in JSON
// (https://opentelemetry.io/docs/specs/otlp/#otlphttp), from a service called "baton".
std::string otlp_json(const std::vector<Span>& spans, const std::string& version);

}  // namespace baton::telemetry
