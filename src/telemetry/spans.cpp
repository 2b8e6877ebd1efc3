#include "baton/telemetry/spans.hpp"

#include "baton/core/json.hpp"

#include <algorithm>
#include <iterator>

namespace baton::telemetry {

namespace {

using core::Json;

std::string nanoseconds(core::Time time) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count());
}

Json attribute(const std::string& name, const std::string& value) {
  return {{"key", name}, {"value", {{"stringValue", value}}}};
}

Json span_json(const Span& span) {
  Json json{{"traceId", span.trace.id()},
            {"spanId", core::span_text(span.trace.span)},
            {"name", span.name},
            {"kind", static_cast<int>(span.kind)},
            {"startTimeUnixNano", nanoseconds(span.began)},
            {"endTimeUnixNano", nanoseconds(span.ended)},
            {"attributes", Json::array()}};
  if (span.parent != 0) json["parentSpanId"] = core::span_text(span.parent);
  for (const auto& [name, value] : span.attributes)
    json["attributes"].push_back(attribute(name, value));
  if (span.failed) {
    constexpr int kError = 2;
    json["status"] = {{"code", kError}, {"message", span.error}};
  }
  return json;
}

}  // namespace

bool Spans::takes(const core::Trace& trace) const {
  if (options_.sample >= 1) return true;
  // The lower half of the trace id as a fraction of 1, as far as a double can tell.
  constexpr double kWhole = 9'007'199'254'740'992.0;  // 2^53
  return static_cast<double>(trace.low >> 11U) / kWhole < options_.sample;
}

void Spans::put(Span span) {
  if (!takes(span.trace)) return;
  {
    const std::scoped_lock lock(mutex_);
    if (waiting_.size() < options_.waiting_max) {
      waiting_.push_back(std::move(span));
      return;
    }
  }
  metrics_.spans_dropped.Increment();
}

std::vector<Span> Spans::take(std::size_t most) {
  const std::scoped_lock lock(mutex_);
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(most, waiting_.size()));
  std::vector<Span> taken(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return taken;
}

std::string otlp_json(const std::vector<Span>& spans, const std::string& version) {
  Json all = Json::array();
  for (const Span& span : spans) all.push_back(span_json(span));
  Json scope{{"scope", {{"name", "baton"}, {"version", version}}}, {"spans", std::move(all)}};
  Json resource{{"attributes", Json::array({attribute("service.name", "baton"),
                                            attribute("service.version", version)})}};
  Json whole{{"resource", std::move(resource)}, {"scopeSpans", Json::array({std::move(scope)})}};
  return core::dump({{"resourceSpans", Json::array({std::move(whole)})}});
}

}  // namespace baton::telemetry
