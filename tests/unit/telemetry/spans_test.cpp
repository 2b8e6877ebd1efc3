#include "baton/telemetry/spans.hpp"

#include "baton/core/json.hpp"

#include <gtest/gtest.h>

namespace baton::telemetry {
namespace {

Span span_of(std::int64_t event) {
  Span span;
  span.trace = core::trace_of("", core::EventId(event));
  span.trace.span = core::span_of(core::EventId(event));
  span.name = std::to_string(event);
  return span;
}

TEST(Spans, GivesTheLongestWaitingFirst) {
  Metrics metrics;
  Spans spans({}, metrics);
  for (int at = 1; at <= 3; ++at) spans.put(span_of(at));
  const auto first = spans.take(2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].name, "1");
  EXPECT_EQ(spans.take(2).size(), 1U);
  EXPECT_TRUE(spans.take(2).empty());
}

TEST(Spans, DropsAndCountsWhatIsTooMuch) {
  Metrics metrics;
  Spans spans({1, 2}, metrics);
  for (int at = 1; at <= 5; ++at) spans.put(span_of(at));
  EXPECT_EQ(spans.take(10).size(), 2U);
  EXPECT_EQ(metrics.spans_dropped.Value(), 3.0);
}

TEST(Spans, KeepsAboutThePartThatIsAskedFor) {
  Metrics metrics;
  const Spans tenth({0.1, 10}, metrics);
  const Spans none({0, 10}, metrics);
  const Spans all({1, 10}, metrics);
  int kept = 0;
  for (int at = 1; at <= 10'000; ++at) {
    const auto trace = core::trace_of("", core::EventId(at));
    kept += tenth.takes(trace) ? 1 : 0;
    EXPECT_FALSE(none.takes(trace));
    EXPECT_TRUE(all.takes(trace));
  }
  EXPECT_GT(kept, 850);
  EXPECT_LT(kept, 1'150);
}

TEST(Otlp, IsWhatCollectorsRead) {
  Span span = span_of(1);
  span.trace = *core::parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  span.parent = 0xabcU;
  span.name = "jira.create_issue";
  span.kind = Span::Kind::client;
  span.began = core::Time(std::chrono::seconds(1));
  span.ended = core::Time(std::chrono::milliseconds(1'500));
  span.attributes = {{"baton.run", "run_1"}};
  span.failed = true;
  span.error = "http_503";
  const auto json = core::parse_json(otlp_json({span}, "1.2")).value();
  const auto& resource = json.at("resourceSpans").at(0);
  EXPECT_EQ(resource.at("resource").at("attributes").at(0).at("value").at("stringValue"), "baton");
  const auto& told = resource.at("scopeSpans").at(0).at("spans").at(0);
  EXPECT_EQ(
      told,
      (core::Json{{"traceId", "4bf92f3577b34da6a3ce929d0e0e4736"},
                  {"spanId", "00f067aa0ba902b7"},
                  {"parentSpanId", "0000000000000abc"},
                  {"name", "jira.create_issue"},
                  {"kind", 3},
                  {"startTimeUnixNano", "1000000000"},
                  {"endTimeUnixNano", "1500000000"},
                  {"attributes", {{{"key", "baton.run"}, {"value", {{"stringValue", "run_1"}}}}}},
                  {"status", {{"code", 2}, {"message", "http_503"}}}}));
}

}  // namespace
}  // namespace baton::telemetry
