#include "baton/telemetry/metrics.hpp"

#include <gtest/gtest.h>

namespace baton::telemetry {
namespace {

TEST(Metrics, ShowsWhatWasCounted) {
  Metrics metrics;
  metrics.events_accepted.Increment();
  metrics.events_accepted.Increment();
  metrics.refused("too_large").Increment();
  metrics.http_answers(202).Increment();
  metrics.http_answers(404).Increment();
  metrics.backlog_seconds.Set(7);
  metrics.turn_seconds.Observe(0.002);

  const std::string text = metrics.text();
  EXPECT_NE(text.find("baton_events_accepted_total 2\n"), std::string::npos) << text;
  EXPECT_NE(text.find("baton_refused_total{reason=\"too_large\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("baton_http_answers_total{class=\"2xx\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("baton_http_answers_total{class=\"4xx\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("baton_backlog_seconds 7\n"), std::string::npos);
  EXPECT_NE(text.find("baton_turn_seconds_count 1\n"), std::string::npos);
}

TEST(Metrics, NamesAReasonOnceHoweverOftenItIsAskedFor) {
  Metrics metrics;
  EXPECT_EQ(&metrics.refused("bad_signature"), &metrics.refused("bad_signature"));
  EXPECT_NE(&metrics.refused("bad_signature"), &metrics.refused("malformed"));
}

}  // namespace
}  // namespace baton::telemetry
