#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Traces as of W3C Trace Context (https://www.w3.org/TR/trace-context/): what one request causes in
// several systems is found by one id. Pure; any thread.
namespace baton::core {

// The trace that a request belongs to, and the span of it that is the parent of what comes next.
struct Trace {
  // The 128 bits of the trace id, never all zero.
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  // The id of the parent span; zero when there is none.
  std::uint64_t span = 0;
  // True if the sender of the request records the trace (the flag `sampled`).
  bool sampled = false;

  // The trace id as 32 hexadecimal digits.
  std::string id() const;
  // The value of the header field `traceparent`, version 00. The span must not be zero.
  std::string text() const;
  bool operator==(const Trace&) const = default;
};

// A span id as 16 hexadecimal digits.
std::string span_text(std::uint64_t span);

// Reads the value of a header field `traceparent`. nullopt for any other text: the specification
// asks to go on as if the field were not there. Of a version after 00 only the parts that 00 has
// are read.
std::optional<Trace> parse_traceparent(std::string_view text);

// The trace of what the event `root` causes. `kept` is the traceparent that came with it. When none
// did, the trace id follows from the id of the event, so that it is the same at each step and after
// a restart, without being stored.
Trace trace_of(std::string_view kept, EventId root);

// The trace of a request that came without one. `number` counts the requests of the server, which
// began at `since`; the same two give the same trace.
Trace trace_of_request(Time since, std::uint64_t number);

// The ids of spans. Each follows from what the span is about, so that a child can name its parent
// before the parent ends, and in another process. Never zero.
std::uint64_t span_of(EventId event);
std::uint64_t span_of(RunId run);
// The span of one attempt at an action of a run. `began`: when the attempt began, in steady time,
// as microseconds.
std::uint64_t span_of(RunId run, std::string_view step, std::int64_t began);

}  // namespace baton::core
