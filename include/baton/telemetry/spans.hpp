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
  // What it is, by the numbers of OpenTelemetry.
  enum class Kind { internal = 1, client = 3, consumer = 5 };
  // The trace that it belongs to. `trace.span` is the id of this span.
  core::Trace trace{};
  // The id of the span that caused it; zero when there is none.
  std::uint64_t parent = 0;
  // What it is about, in few different words: "jira.create_issue".
  std::string name{};
  Kind kind = Kind::internal;
  // When it began and ended, by the wall clock.
  core::Time began{};
  core::Time ended{};
  // What else is known of it. Nothing that came from outside as a text, since it may be a secret.
  std::vector<std::pair<std::string, std::string>> attributes{};
  // True when it failed, and why in a word; the word may be empty.
  bool failed = false;
  std::string error{};
};

// The spans that wait to be exported. Whoever has one puts it here and goes on: when too many wait,
// it is dropped and counted. Any thread.
class Spans {
 public:
  struct Options {
    // Which part of all traces is kept, from 0 to 1.
    double sample = 1;
    // The most spans that wait. A span takes about a kilobyte.
    std::size_t waiting_max = 10'000;
  };
  Spans(Options options, Metrics& metrics) : options_(options), metrics_(metrics) {}

  // Whether the spans of this trace are kept. It follows from the trace id, so that a trace is kept
  // whole, by all servers that sample so.
  bool takes(const core::Trace& trace) const;
  // Takes a span of a trace that is kept; another one is left out.
  void put(Span span);
  // Removes the spans that have waited longest, at most so many, and returns them.
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
